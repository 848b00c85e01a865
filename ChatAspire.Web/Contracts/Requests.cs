namespace ChatAspire.Web.Contracts;

/// <summary>What a client posts.</summary>
internal sealed record PostedMessage(string? Id, string? Author, string? Text);

/// <summary>Who types.</summary>
internal sealed record PostedTyping(string? Author);
