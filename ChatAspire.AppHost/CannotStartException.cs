namespace ChatAspire.AppHost;

/// <summary>Thrown when the AppHost cannot start as requested. The message states the reason and, if known, the next step.</summary>
public sealed class CannotStartException(string message) : Exception(message);
