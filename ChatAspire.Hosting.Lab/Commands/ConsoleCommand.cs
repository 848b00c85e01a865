using System.Diagnostics;
using ChatAspire.Hosting.Lab.Operations;
using ChatAspire.Network.Execution;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>Adds commands that act on a lab's console, and converts their results and errors.</summary>
internal static class ConsoleCommand
{
    /// <summary>Adds a command whose body receives the lab's console.</summary>
    /// <param name="name">The name that identifies the command.</param>
    /// <param name="text">The text that the dashboard shows for the command.</param>
    public static IResourceBuilder<T> WithConsoleCommand<T>(
        this IResourceBuilder<T> resource, LabResource lab, string name, string text, CommandOptions options,
        Func<LabConsole, ExecuteCommandContext, Task<ExecuteCommandResult>> run)
        where T : IResource =>
        resource.WithCommand(name, text, context => RunAsync(() => run(LabConsole.Of(lab, context.Services), context)), options);

    /// <summary>Creates a successful result of one line: as the message, for the dashboard, and as the data, for the Aspire CLI.</summary>
    public static ExecuteCommandResult Success(string text) => CommandResults.Success(text, result: text);

    /// <summary>Creates a Markdown result, which the dashboard opens at once.</summary>
    /// <param name="message">A summary of one line.</param>
    public static ExecuteCommandResult Markdown(bool succeeded, string message, string markdown)
    {
        var data = new CommandResultData { Value = markdown, Format = CommandResultFormat.Markdown, DisplayImmediately = true };
        return succeeded ? CommandResults.Success(message, data) : CommandResults.Failure(message, data);
    }

    /// <summary>Runs a command, and converts user errors and cancellation to a result.</summary>
    public static async Task<ExecuteCommandResult> RunAsync(Func<Task<ExecuteCommandResult>> run)
    {
        // Detaches the run from the trace of the dashboard's request. That trace is not sampled, so the run's spans would not be recorded.
        Activity.Current = null;
        try
        {
            return await run();
        }
        catch (OperationCanceledException)
        {
            return CommandResults.Canceled();
        }
        catch (Exception e) when (e is UserErrorException or AggregateException)
        {
            return CommandResults.Failure(ErrorText.Of(e));
        }
    }
}
