using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>No host of a lab is running.</summary>
public sealed class LabNotRunningException(string lab)
    : UserErrorException($"Lab {lab} is not running.", "Run `chatlab up` first.");
