/**
 * Real servers, and how each is started: as the evidence describes the endpoint of the same product, with the path and
 * the application that were asked. Directives are those that this needs and no more.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Place, Start } from './processes.js';

/** A server, the endpoint of the evidence that it is compared with, and what it is installed from. */
export interface RealServer {
  readonly name: string;
  /** The name under which the evidence has it. */
  readonly endpoint: string;
  /** Debian packages; the first is the one whose version counts. None: from npm. */
  readonly packages: readonly string[];
  /** Something that it needs besides, which is up as long as it is. */
  beside?(): Promise<Beside>;
  start(place: Place, beside?: number): Start;
}

/** What is up beside a server. */
export interface Beside {
  readonly port: number;
  stop(): Promise<void>;
}

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The page that static servers have. */
const PAGE = { 'index.html': 'ok' } as const;

/** Started as root, workers become somebody else, and have to be told whom. */
const isRoot = process.getuid?.() === 0;

/**
 * A configuration of nginx around what stands in `http`.
 *
 * @param directory - where its files lie
 * @param http - lines of that block
 * @param main - lines before it
 * @returns the file
 */
export const nginxConf = (directory: string, http: string, main = ''): string => `${main}
worker_processes 1;
error_log ${directory}/error.log;
pid ${directory}/nginx.pid;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${directory}/b; proxy_temp_path ${directory}/p; fastcgi_temp_path ${directory}/f;
  uwsgi_temp_path ${directory}/u; scgi_temp_path ${directory}/s;
  ${http}
}
`;

/**
 * How nginx is started with a configuration.
 *
 * @param directory - where its files lie
 * @param conf - the configuration
 * @param files - other files
 * @returns files and command
 */
export const nginxStart = (directory: string, conf: string, files: Start['files'] = {}): Start => ({
  files: { ...files, 'nginx.conf': conf },
  command: 'nginx',
  args: [
    '-p',
    directory,
    '-e',
    `${directory}/error.log`,
    '-c',
    `${directory}/nginx.conf`,
    '-g',
    'daemon off;',
  ],
  env: DEBIAN_PATH,
});

/** Debian has some servers where only root's path leads. */
export const DEBIAN_PATH = { PATH: `${process.env.PATH ?? ''}:/usr/sbin:/usr/bin` } as const;

/**
 * A configuration of Apache with some modules besides those that everything needs.
 *
 * @param place - where it listens, and where its files lie
 * @param modules - names of modules
 * @param lines - what it does
 * @returns the file
 */
const apacheConf = ({ port, directory }: Place, modules: readonly string[], lines: string): string => `
ServerRoot ${directory}
PidFile ${directory}/apache.pid
DefaultRuntimeDir ${directory}
ErrorLog ${directory}/error.log
Listen 127.0.0.1:${port}
ServerName app.example
${['mpm_event', 'authz_core', ...modules]
  .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`)
  .join('\n')}
${isRoot ? 'User www-data\nGroup www-data' : ''}
StartServers 2
ThreadsPerChild 64
MaxRequestWorkers 256
${lines}
`;

/**
 * How Apache is started with a configuration.
 *
 * @param directory - where its files lie
 * @param conf - the configuration
 * @param files - other files
 * @returns files and command
 */
export const apacheStart = (directory: string, conf: string, files: Start['files'] = {}): Start => ({
  files: { ...files, 'apache.conf': conf },
  command: 'apache2',
  args: ['-f', `${directory}/apache.conf`, '-DFOREGROUND'],
  env: DEBIAN_PATH,
});

/**
 * How lighttpd is started with a configuration.
 *
 * @param place - where it listens, and where its files lie
 * @param lines - what it does
 * @returns files and command
 */
const lighttpdStart = ({ port, directory }: Place, lines: string): Start => ({
  files: {
    ...PAGE,
    'lighttpd.conf': `server.bind = "127.0.0.1"
server.port = ${port}
server.document-root = "${directory}"
server.errorlog = "${directory}/error.log"
index-file.names = ( "index.html" )
${lines}
`,
  },
  command: 'lighttpd',
  args: ['-D', '-f', `${directory}/lighttpd.conf`],
  env: DEBIAN_PATH,
});

/** A server of TCP that sends back what it gets: the other side of a tunnel. */
async function echo(): Promise<Beside> {
  const sockets = new Set<{ destroy(): unknown }>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const python = (name: string, endpoint: string, packages: readonly string[]): RealServer => ({
  name,
  endpoint,
  packages,
  // Debian's, whatever other Python comes first: its packages are in no other
  start: ({ port }) => ({ command: '/usr/bin/python3', args: [file('applications.py'), name, `${port}`] }),
});

const PYTHON: readonly RealServer[] = [
  python('tornado', 'tornado-6.2', ['python3-tornado']),
  python('aiohttp', 'aiohttp-3.8.4', ['python3-aiohttp']),
  python('websockets', 'websockets-legacy-10.4', ['python3-websockets']),
  python('uvicorn', 'uvicorn-h11-websockets-0.17.6+websockets10.4', [
    'python3-uvicorn',
    'python3-h11',
    'python3-websockets',
  ]),
];

const WEB: readonly RealServer[] = [
  {
    name: 'nginx',
    endpoint: 'nginx-static-1.22.1',
    packages: ['nginx-light'],
    start: ({ port, directory }) => {
      const server = `server { listen 127.0.0.1:${port}; root ${directory}; }`;
      return nginxStart(directory, nginxConf(directory, server), PAGE);
    },
  },
  {
    name: 'nginx with nchan',
    endpoint: 'nginx-nchan-1.22.1+nchan1.3.6',
    packages: ['nginx-light', 'libnginx-mod-nchan'],
    start: ({ port, directory }) => {
      const server = `server {
        listen 127.0.0.1:${port};
        location / { nchan_subscriber websocket; nchan_channel_id all; }
      }`;
      const module = 'load_module /usr/lib/nginx/modules/ngx_nchan_module.so;';
      return nginxStart(directory, nginxConf(directory, server, module));
    },
  },
  {
    name: 'Apache',
    endpoint: 'apache2-static-2.4.71',
    packages: ['apache2-bin'],
    start: (place) => {
      const lines = `DocumentRoot ${place.directory}\nDirectoryIndex index.html`;
      return apacheStart(place.directory, apacheConf(place, ['dir'], lines), PAGE);
    },
  },
  {
    name: 'lighttpd',
    endpoint: 'lighttpd-static-1.4.69',
    packages: ['lighttpd'],
    start: (place) => lighttpdStart(place, ''),
  },
  {
    name: 'lighttpd with a tunnel',
    endpoint: 'lighttpd-wstunnel-1.4.69',
    packages: ['lighttpd'],
    beside: echo,
    start: (place, beside) =>
      lighttpdStart(
        place,
        `server.modules = ( "mod_wstunnel" )
wstunnel.server = ( "/x" => ( ( "host" => "127.0.0.1", "port" => ${beside} ) ) )`,
      ),
  },
  {
    name: 'H2O',
    endpoint: 'h2o-static-2.2.5',
    packages: ['h2o'],
    start: ({ port, directory }) => ({
      files: {
        ...PAGE,
        'h2o.conf': `error-log: "${directory}/error.log"
num-threads: 2
${isRoot ? 'user: www-data' : ''}
listen: { host: 127.0.0.1, port: ${port} }
hosts:
  default:
    paths:
      "/":
        file.dir: "${directory}"
`,
      },
      command: 'h2o',
      args: ['-c', `${directory}/h2o.conf`],
    }),
  },
];

const OTHERS: readonly RealServer[] = [
  {
    name: 'libwebsockets',
    endpoint: 'libwebsockets-4.1.6',
    packages: ['libwebsockets-test-server'],
    start: ({ port }) => ({
      command: 'libwebsockets-test-server',
      args: [`--port=${port}`, '--interface=lo'],
    }),
  },
  {
    name: 'ws',
    endpoint: 'ws-8.23.0+node20.20.2',
    packages: [],
    start: ({ port }) => ({ command: process.execPath, args: [file('ws-echo.mjs'), `${port}`] }),
  },
];

/** Every server, in the order in which they are asked. */
export const SERVERS: readonly RealServer[] = [...WEB, ...PYTHON, ...OTHERS];
