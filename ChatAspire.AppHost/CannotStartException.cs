namespace ChatAspire.AppHost;

/// <summary>The AppHost cannot start as asked; the message says what, what was expected, and what to do.</summary>
public sealed class CannotStartException(string message) : Exception(message);
