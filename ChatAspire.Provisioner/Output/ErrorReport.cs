using ChatAspire.Lab.Lessons;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using ChatAspire.Provisioner.CommandLine;

namespace ChatAspire.Provisioner.Output;

/// <summary>Converts exceptions to messages, each with its hint below it, and to exit codes.</summary>
internal static class ErrorReport
{
    /// <summary>Runs the body of a verb, and reports user errors and interruptions; other exceptions pass through.</summary>
    /// <param name="write">Writes a line of a message.</param>
    /// <returns>The body's exit code, or the one that corresponds to the exception.</returns>
    public static async Task<int> GuardAsync(Func<Task<int>> body, Action<string> write)
    {
        try
        {
            return await body();
        }
        catch (Exception e) when (IsCancellation(e))
        {
            write("Interrupted.");
            return ExitCodes.Interrupted;
        }
        catch (UserErrorException e)
        {
            Write(e, write);
            return IsFailure(e) ? ExitCodes.Failure : ExitCodes.Refused;
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is UserErrorException or OperationCanceledException))
        {
            foreach (var inner in e.InnerExceptions.OfType<UserErrorException>())
            {
                Write(inner, write);
            }

            return e.InnerExceptions.Any(IsFailure) ? ExitCodes.Failure : ExitCodes.Refused;
        }
    }

    private static bool IsCancellation(Exception e) => e is OperationCanceledException
        || (e is AggregateException all && all.InnerExceptions.All(inner => inner is OperationCanceledException));

    private static bool IsFailure(Exception e) => e is VerificationFailedException or LessonFailedException;

    /// <summary>Writes the error's message and, if it has one, the hint on the next line.</summary>
    public static void Write(UserErrorException e, Action<string> write)
    {
        write(e.Message);
        if (e.Hint is { } hint)
        {
            write($"  → {hint}");
        }
    }
}
