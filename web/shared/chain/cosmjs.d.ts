/** The one type of CosmJS that the generated list of messages names; a page does not need CosmJS for that. */
export type GeneratedType = unknown;
