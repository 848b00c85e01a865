using ChatAspire.Lab.Lessons;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using ChatAspire.Provisioner.CommandLine;

namespace ChatAspire.Provisioner.Output;

/// <summary>Reports exceptions as messages, each with the next step below it, and as exit codes.</summary>
internal static class ErrorReport
{
    /// <summary>Runs the body of a verb, and reports what it throws.</summary>
    /// <param name="write">Writes a line of an error.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> GuardAsync(Func<Task<int>> body, Action<string> write)
    {
        try
        {
            return await body();
        }
        catch (OperationCanceledException)
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

    private static bool IsFailure(Exception e) => e is VerificationFailedException or LessonFailedException;

    /// <summary>Writes the message, and below it the hint.</summary>
    public static void Write(UserErrorException e, Action<string> write)
    {
        write(e.Message);
        if (e.Hint is { } hint)
        {
            write($"  → {hint}");
        }
    }
}
