/** Names with an asterisk: `*.example.com`, `.example.com`, `mail.*`. */

/**
 * Of names with a mask the longest wins, those that begin with it before those that end with it.
 *
 * @param all What has names.
 * @param nameOf The name of each, in lower case.
 * @param host The host, in lower case and without port.
 * @returns The one whose mask holds, or none.
 * @example
 * hostMask(['*.test', '*.app.test'], (name) => name, 'a.app.test'); // '*.app.test'
 */
export function hostMask<One>(
  all: readonly One[],
  nameOf: (one: One) => string,
  host: string,
): One | undefined {
  // `.name` masks what `*.name` does; of two that mask the same the first counts.
  const lengthOf = (name: string) => (name.startsWith('*') ? name.length - 1 : name.length);
  const longest = (holds: (name: string) => boolean) => {
    let found: { readonly one: One; readonly length: number } | undefined;
    for (const one of all) {
      const name = nameOf(one);
      const length = lengthOf(name);
      if (holds(name) && (found === undefined || length > found.length)) found = { one, length };
    }
    return found?.one;
  };
  const head = longest((name) => {
    if (name.startsWith('*.')) return host.endsWith(name.slice(1)) && host.length > name.length - 1;
    return name.startsWith('.') && name.length > 1 && (host.endsWith(name) || host === name.slice(1));
  });
  return head ?? longest((name) => name.endsWith('.*') && host.startsWith(name.slice(0, -1)));
}
