namespace ChatAspire.Web.Contracts;

/// <summary>A message as it is stored. What the node itself reads of it comes first: <see cref="StoredMessageHeader"/>.</summary>
internal sealed record StoredMessage(string Traceparent, string At, string Id, string Author, string Text, string Node);
