using System.CommandLine;
using System.Runtime.InteropServices;
using ChatAspire.Network.Execution;

namespace ChatAspire.Provisioner.Commands;

/// <summary>What all verbs share: exit codes, Ctrl-C, and errors as their reader needs them.</summary>
internal static class CliHost
{
    public const int Done = 0;

    /// <summary>It ran, and something is not as it should be.</summary>
    public const int Failed = 1;

    /// <summary>
    /// It cannot be done: the request, this machine or a host is not as it must be. The message says what to do; of a
    /// lab that was to begin nothing is left.
    /// </summary>
    public const int Refused = 2;

    /// <summary>128 + SIGINT, as shells count.</summary>
    public const int Interrupted = 130;

    /// <summary>Parses and runs. The first Ctrl-C cancels and lets the verb clean up; a second ends it at once. A closed terminal is as the first.</summary>
    public static async Task<int> RunAsync(RootCommand verbs, string[] args)
    {
        var parsed = verbs.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync($"chatlab: {error.Message}");
            }

            await Console.Error.WriteLineAsync("Try --help.");
            return Refused;
        }

        // Asked of a terminal that is gone, it is none.
        var (output, errors) = (!Console.IsOutputRedirected, !Console.IsErrorRedirected);
        using var cancellation = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, HangUp);
        return await parsed.InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancellation.Token);

        void Cancel(PosixSignalContext signal)
        {
            if (cancellation.IsCancellationRequested)
            {
                if (output)
                {
                    Console.Out.Write("\e[?25h"); // a progress view hides the cursor
                }

                return;
            }

            signal.Cancel = true;
            _ = cancellation.CancelAsync();
            Console.Error.WriteLine($"Stopping{(parsed.CommandResult.Command.Name == UpCommand.Name && !parsed.GetValue<bool>("--retain") ? "; a lab that this run began is taken away first" : "")}. Once more ends it at once.");
        }

        void HangUp(PosixSignalContext signal)
        {
            signal.Cancel = true;
            Terminal.Leave(output, errors);
            cancellation.Cancel();
        }
    }

    /// <summary>Runs a verb's body and turns its exceptions into exit codes.</summary>
    public static async Task<int> GuardAsync(Func<Task<int>> body)
    {
        try
        {
            return await body();
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return Interrupted;
        }
        catch (UserErrorException e)
        {
            await ShowAsync(e);
            return e is Lab.Steps.VerificationFailedException or Lab.Lessons.LessonFailedException ? Failed : Refused;
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is UserErrorException or OperationCanceledException))
        {
            foreach (var inner in e.InnerExceptions.OfType<UserErrorException>())
            {
                await ShowAsync(inner);
            }

            return Failed;
        }
    }

    /// <summary>A message, and below it what to do.</summary>
    public static async Task ShowAsync(UserErrorException e)
    {
        await Console.Error.WriteLineAsync(e.Message);
        if (e.Hint is { } next)
        {
            await Console.Error.WriteLineAsync($"  → {next}");
        }
    }
}
