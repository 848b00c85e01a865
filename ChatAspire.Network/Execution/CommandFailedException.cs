using System.Text;

namespace ChatAspire.Network.Execution;

/// <summary>A command ended with an exit code other than 0, or not within its time. The message can be shown as it is.</summary>
public sealed class CommandFailedException : UserErrorException
{
    public CommandFailedException(CommandResult result, string? tryNext = null)
        : base(Describe(result.Host, result.Command, $"exit code {result.ExitCode}", result.Output, result.Error), tryNext) => Result = result;

    public CommandFailedException(string host, HostCommand command, string why, string? tryNext = null)
        : base(Describe(host, command, why, "", ""), tryNext)
    {
    }

    /// <summary>What the command left; null when it never ended.</summary>
    public CommandResult? Result { get; }

    private static string Describe(string host, HostCommand command, string why, string output, string error)
    {
        var text = new StringBuilder($"{host}: {why} from\n    {command.ToShell().ReplaceLineEndings("\n    ")}");
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
