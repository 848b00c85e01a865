namespace ChatAspire.Bench;

/// <summary>What was asked for cannot be done: the message says what, what was expected and what to do.</summary>
public sealed class BadInputException(string message) : Exception(message);
