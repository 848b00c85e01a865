namespace ChatAspire.Web.Contracts;

/// <summary>
/// A message as stored in the log, as JSON. Nodes read only <c>traceparent</c> and <c>at</c>, which come first, so that
/// <see cref="StoredMessageHeader"/> can stop parsing after them.
/// </summary>
internal sealed record StoredMessage(string Traceparent, string At, string Id, string Author, string Text, string Node);
