namespace ChatAspire.Web.Contracts;

/// <summary>
/// A message as stored in the log. The properties that nodes read come first, so that <see cref="StoredMessageHeader"/>
/// can stop parsing after them.
/// </summary>
internal sealed record StoredMessage(string Traceparent, string At, string Id, string Author, string Text, string Node);
