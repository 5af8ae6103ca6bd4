/**
 * What `after101/oracle` exports: a decision about one request head, and a guard for a Node server.
 * Neither the explorer nor the prose of the clauses comes with it.
 */
export {
  type Decision,
  decide,
  type IncomingHead,
  type OracleDialect,
  STANDARDS_ORACLE,
  type Undecided,
} from './decide.js';
export { GUARD_CHOICES, type GuardFinding, type GuardOptions, guard, type UpgradeServer } from './guard.js';
