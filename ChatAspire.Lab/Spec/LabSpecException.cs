using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Spec;

/// <summary>An invalid lab file. The message names the file, the JSON path, and what was expected.</summary>
public sealed class LabSpecException(string message, Exception? inner = null) : UserErrorException(message, null, inner);
