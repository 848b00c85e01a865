namespace ChatAspire.Bench;

/// <summary>An error in the user's input; the message names the cause, the expected value and the next step.</summary>
public sealed class BadInputException(string message) : Exception(message);
