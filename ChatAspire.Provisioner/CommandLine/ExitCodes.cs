namespace ChatAspire.Provisioner.CommandLine;

/// <summary>The exit codes of every verb.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>
    /// The verb ran and found a failure, such as a failed check or a lost packet.
    /// </summary>
    public const int Failure = 1;

    /// <summary>
    /// The request could not be carried out: the arguments are wrong, this machine or a host lacks a prerequisite, or a step failed.
    /// The message says what to do. A lab that the run created has been removed, unless <c>--retain</c> was given; the message names any
    /// resource that remains.
    /// </summary>
    public const int Refused = 2;

    /// <summary>The user interrupted the verb: 128 + SIGINT (2), by the convention of shells.</summary>
    public const int Interrupted = 130;
}
