/**
 * The public exports, as a written list: what stands here follows semantic versioning, and nothing else does.
 *
 * A removed or renamed export, a narrower type, a clause id taken away without an alias, or a changed verdict is a
 * breaking change, even where the standards had been misread; a new export or a new clause is a minor one. Whatever
 * changes a verdict stands in the changelog with its anchor.
 */

export { type Measured, measuredServers } from './dialects/catalogue/catalogue.js';
// products
export {
  type Answer,
  type Answers,
  type Application,
  type Basis,
  choicesOf,
  type Deviation,
  type Dialect,
  rulesOf,
  STANDARDS_DIALECT,
  verdictOf,
} from './dialects/dialect.js';
export { hopNames, resolveHop } from './dialects/hops/catalogue.js';
export { defaultsOf, type VersionDefaults } from './dialects/hops/defaults.js';
export { forward } from './dialects/hops/forward.js';
export type { ClientSees, Forwarded, Hop, UpstreamAnswer } from './dialects/hops/hop.js';
export { type NginxForward, type NginxProxy, nginxForward } from './dialects/hops/nginx.js';
export { relay } from './dialects/hops/relay.js';
export { priorFrom } from './dialects/infer/prior.js';
export { type About, dialectFrom, type Inferred, infer, type SeenCase } from './dialects/infer.js';
export { dialectNames, type Resolved, resolveDialect } from './dialects/names.js';
export {
  type Change,
  type Leg,
  type Passed,
  type Path,
  type PathFinding,
  type PathHop,
  type Repaired,
  repairOf,
  type Walked,
  walkPath,
} from './dialects/path.js';
export { brokenBy, type SeenAnswer } from './dialects/permitted.js';
export { type Prediction, predict } from './dialects/predict.js';
export { SWOOLE_DOCUMENTED } from './dialects/swoole.js';
// what is in hand
export { type NginxConfig, readNginx } from './explain/nginx/read.js';
export { proxyFor } from './explain/nginx/rules.js';
export { type Suggestion, suggestionsFor } from './explain/nginx/suggest.js';
export { hopOnPath, hopsOfNginx, type NginxFiles, type NginxHops, nginxOnPath } from './explain/via.js';
// all cases
export { explorePath, type PathBreak, type PathExplored } from './explore/paths.js';
export { type Broken, type Counterexample, type Verification, verify } from './explore/verify.js';
export {
  FRAME_FORM,
  FRAME_STANDARDS,
  type FrameContext,
  type FrameNarrowing,
  type FrameRules,
  type FrameVerdict,
  frameFaults,
  frameFormOf,
  frameSpace,
  OUT_OF_TURN,
  permittedForFrame,
  RECEIVING,
  type Receiving,
} from './spec/active.js';
// facts to verdicts
export type { FinalStatus } from './spec/admission.js';
// answers
export {
  type AnswerContext,
  FORM,
  formFaults,
  formOf,
  type ResponseFacts,
  type Status,
} from './spec/answer.js';
// heads to facts
export { AXES, AXIS_NAMES, type Axis, type Facts, REFERENCE, VALUES, type Value } from './spec/axes.js';
// chunked content
export {
  type ChunkLimits,
  type ChunkReader,
  type ChunksRead,
  chunkReader,
  DEFAULT_CHUNK_LIMITS,
  readChunks,
} from './spec/chunks.js';
export { ALIASES, CLAUSES, type Clause, clause, type Source, type Strength } from './spec/clauses/index.js';
export {
  type Picks,
  permittedFor,
  type Question,
  type Rules,
  STANDARDS,
  type Trail,
  type Verdict,
} from './spec/decide.js';
export { type Choices, choose, DEFAULT_CHOICES, refusalAnswer } from './spec/defaults.js';
export { type FactsRead, factsOf, readFacts } from './spec/facts.js';
// the machine
export {
  FRAME_AXES,
  FRAME_AXIS_NAMES,
  FRAME_VALUES,
  type FrameAxis,
  type FrameFacts,
  type FrameValue,
  REFERENCE_FRAME,
} from './spec/frame-axes.js';
// frames
export { frameFactsAfter, frameFactsOf, type MessageSoFar } from './spec/frame-facts.js';
export {
  DEFAULT_FRAME_LIMITS,
  type FrameHeader,
  type FrameLimits,
  type FrameSoFar,
  type LengthForm,
} from './spec/frame-header.js';
export {
  type FrameArrival,
  type FrameReader,
  type FrameReaderOptions,
  frameReader,
} from './spec/frame-reader.js';
export {
  type Frame,
  type FrameParts,
  type FrameRead,
  type FrameRefused,
  printFrame,
  type ReadFrameOptions,
  readFrame,
} from './spec/frames.js';
// judging what was seen
export { type Against, type Departure, type Judgement, judge, type Owing } from './spec/judge.js';
// requirements, and how each is accounted for
export { type Account, accountOf, ledger } from './spec/ledger.js';
export {
  type ArrowMeta,
  type ConnectionEvent,
  machine,
  SENDABLE,
  type Sendable,
  type Sent,
} from './spec/machine.js';
// octets to heads
export {
  DEFAULT_LIMITS,
  type FieldLine,
  type HeadReader,
  headReader,
  LEADING_LINE_BREAKS,
  type Limits,
  latin1,
  linesOf,
  octetsOf,
  printHead,
  type Read,
  type ReadOptions,
  type RefusalReason,
  type Refused,
  type Repair,
  type RepairKind,
  type RequestHead,
  type ResponseHead,
  readRequest,
  readResponse,
} from './spec/message.js';
export {
  type Accepted,
  acceptableOffers,
  extensionsAnswered,
  type FoundFault,
  judgeExtensions,
  NEGOTIATION_FAULTS,
  type Negotiation,
  type NegotiationFault,
  type Offered,
  type ParameterFault,
} from './spec/negotiation.js';
export { type Extension, type ExtensionParameter, extensionsIn } from './spec/offers.js';
export { acceptProof, keyShape } from './spec/proof.js';
export { type Reading, STANDARDS_READING } from './spec/reading.js';
export { REQUIREMENTS, type Requirement, requirement } from './spec/requirements/index.js';
export { type Asked, readResponseFacts } from './spec/response.js';
export { explainFacts, type FactSources } from './spec/sources.js';
export {
  type Arrow,
  type Connection,
  type Forms,
  newConnection,
  type Place,
  placeOf,
  run,
  type Step,
  step,
  type Trace,
} from './spec/step.js';
export {
  ask,
  askAll,
  type Condition,
  defineTable,
  type Row,
  type See,
  type Space,
  seeing,
  type Table,
} from './spec/table.js';
export type { Observation } from './spec/wire.js';
