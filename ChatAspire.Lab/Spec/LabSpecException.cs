using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Spec;

/// <summary>
/// An unreadable or invalid lab file. The message names the file; for an invalid file, also the JSON path and the expected value.
/// </summary>
public sealed class LabSpecException(string message, Exception? inner = null) : UserErrorException(message, null, inner);
