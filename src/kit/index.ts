/**
 * For other people's tests: `after101/kit`, with fast-check as a peer dependency. What stands here follows
 * semantic versioning, and nothing else in the room does.
 */

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
