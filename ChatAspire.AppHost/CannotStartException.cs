namespace ChatAspire.AppHost;

/// <summary>The AppHost cannot start as requested; the message says what is wrong and what to do next.</summary>
public sealed class CannotStartException(string message) : Exception(message);
