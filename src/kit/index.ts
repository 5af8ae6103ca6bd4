/**
 * For other people's tests: `after101/kit`, with fast-check as a peer dependency. What stands here follows
 * semantic versioning, and nothing else in the room does.
 */

export { argued } from '../wire/argue.js';
// what passed on a connection, and what is wrong with it
export { type Conversed, type Conversing, converse } from '../wire/converse.js';
export type { Exchange, Passed } from '../wire/exchange.js';
export { handler, type InProcess, nodeServer } from '../wire/node/in-process.js';
export { type TcpAddress, tcp } from '../wire/node/tcp.js';
export type { ClientStep, PureServer } from '../wire/purely.js';
export type { Decision, Speaking } from '../wire/speaker.js';
export {
  type Decides,
  decides,
  type FromServer,
  type Line,
  pure,
  type Subject,
  speaks,
  Unreachable,
} from '../wire/subject.js';
export type { Found } from '../wire/surveyor.js';
export { judgeExchange, type WireFinding, type WireVerdict } from '../wire/verdict.js';
// arbitraries
export { almostHandshake, type Fault, type FaultyHead, HANDSHAKE_FAULTS } from './arbitraries/almost.js';
export {
  type Conversation,
  type ConversationPart,
  type ConversationStep,
  conversation,
} from './arbitraries/conversation.js';
export { facts } from './arbitraries/facts.js';
export { closeFrame, frame, type GeneratedFrame } from './arbitraries/frame.js';
export { type GeneratedHead, requestHead, validHandshake } from './arbitraries/head.js';
export { dialect, path } from './arbitraries/products.js';
export { type GeneratedResponse, responseHead } from './arbitraries/response.js';
export { type WildHead, wildHead } from './arbitraries/wild.js';
// suites
export { lockFile } from './files/lock-file.js';
// commands for model-based runs
export { COMMAND_KINDS, type CommandKind, ConnectionCommand, type Doing } from './model/command.js';
export { type CommandOptions, connectionCommands } from './model/commands.js';
export type { ConnectionModel } from './model/model.js';
export { raced } from './model/races.js';
export { CommandsFailed, type ConnectionReal, type ModelOptions } from './model/real.js';
export {
  type Commands,
  connectionModel,
  type ModelRun,
  type OpenModel,
  type RunOptions,
  runCommands,
  runRaced,
} from './model/run.js';
export {
  type ConformsOptions,
  conforms,
  type Kind,
  type Suite,
  type SuiteTest,
  type TestContext,
} from './suite/conforms.js';
export { agreesWith, type Lock, type LockOptions, type LockStore, lockOf } from './suite/lock.js';
export type { Survey, SurveyOptions } from './suite/survey.js';
