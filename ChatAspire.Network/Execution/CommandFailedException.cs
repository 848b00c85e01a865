using System.Text;

namespace ChatAspire.Network.Execution;

/// <summary>
/// A command could not be started, exited with a code other than 0, did not end within its timeout, or printed unreadable output. The
/// message names the host and quotes both outputs and the command, ready to paste into a shell; it can be shown to the user unchanged.
/// </summary>
public sealed class CommandFailedException : UserErrorException
{
    public CommandFailedException(CommandResult result, string? hint = null)
        : base(Describe(result.Host, result.Command, $"exit code {result.ExitCode}", result.Output, result.Error), hint) => Result = result;

    public CommandFailedException(string host, HostCommand command, string reason, string? hint = null)
        : base(Describe(host, command, reason, "", ""), hint)
    {
    }

    /// <summary>The command's result; null if it did not start, timed out, or printed unreadable output.</summary>
    public CommandResult? Result { get; }

    private static string Describe(string host, HostCommand command, string reason, string output, string error)
    {
        var text = new StringBuilder($"{host}: {reason} from\n    {command.ToShell().ReplaceLineEndings("\n    ")}");
        Append("stdout", output);
        Append("stderr", error);
        return text.ToString();

        void Append(string name, string content)
        {
            if (content.AsSpan().Trim().Length > 0)
            {
                text.Append($"\n  {name}:\n    {content.Trim().ReplaceLineEndings("\n    ")}");
            }
        }
    }
}
