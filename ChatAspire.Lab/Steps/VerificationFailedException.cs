using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Steps;

/// <summary>All steps were applied, but verification failed.</summary>
public sealed class VerificationFailedException(StepFailedException cause) : UserErrorException(cause.Message, cause.Hint, cause);
