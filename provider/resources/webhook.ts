/** The address to register at a source: AEP tells the flow by its id. */
export function webhookUrl(inletUrl: string, flowId: string): string {
  return `${inletUrl}?x-adobe-flow-id=${flowId}`;
}
