using System.CommandLine;
using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.CommandLine;

/// <summary>Parses a command line and runs its verb.</summary>
internal static class CliHost
{
    /// <summary>Parses the arguments, and runs the verb until it ends or is interrupted.</summary>
    /// <returns>One of <see cref="ExitCodes"/>; for the verb <c>ssh</c>, the exit code of the remote command.</returns>
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        HelpRequest.Install(root);
        VersionRequest.Install(root);
        var parsed = root.Parse(args);
        if (UsageError.Of(parsed) is { } error && !HelpRequest.IsIn(parsed))
        {
            ErrorReport.Write(error, text => Terminal.WriteMessage(text));
            return ExitCodes.Refused;
        }

        using var interruption = new Interruption(Notice(parsed));
        return await parsed.InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interruption.Token);
    }

    /// <summary>Sets the body of a verb, which returns the exit code. Its exceptions become messages (<see cref="ErrorReport"/>).</summary>
    public static void SetBody(this CliCommand verb, Func<ParseResult, CancellationToken, Task<int>> body) =>
        verb.SetAction(
            (parsed, cancellation) => ErrorReport.GuardAsync(() => body(parsed, cancellation), text => Terminal.WriteMessage(text)));

    /// <summary>Returns the message for the first Ctrl-C; only <c>up</c> without <c>--retain</c> removes what it created.</summary>
    private static string Notice(ParseResult parsed) =>
        parsed.CommandResult.Command.Name == Commands.UpCommand.Name && !parsed.GetValue<bool>("--retain")
        ? "Interrupted: removing what this run created. Press Ctrl-C again to quit now and leave it."
        : "Interrupted: stopping. Press Ctrl-C again to quit now.";
}
