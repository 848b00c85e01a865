namespace ChatAspire.Provisioner.CommandLine;

/// <summary>The exit codes of every verb.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>
    /// The verb ran, and found or met a failure: a check that failed, a packet that was lost.
    /// </summary>
    public const int Failure = 1;

    /// <summary>
    /// The request cannot be carried out: the arguments are wrong, or this machine or a host lacks a prerequisite. The
    /// message says what to do. A lab that the run created has been removed; what could not be removed is named.
    /// </summary>
    public const int Refused = 2;

    /// <summary>128 + SIGINT, by the convention of shells.</summary>
    public const int Interrupted = 130;
}
