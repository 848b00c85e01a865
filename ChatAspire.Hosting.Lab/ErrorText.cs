using ChatAspire.Network.Execution;

namespace ChatAspire.Hosting.Lab;

/// <summary>Formats an error of the lab for the terminal, the dashboard and the pipeline.</summary>
public static class ErrorText
{
    /// <summary>Returns the message with its hint below, if any; for an AggregateException, one such text for each inner error.</summary>
    public static string Of(Exception e) => e switch
    {
        AggregateException several => string.Join(Environment.NewLine, several.InnerExceptions.Select(Of)),
        UserErrorException { Hint: { } next } => $"{e.Message}{Environment.NewLine}  → {next}",
        _ => e.Message,
    };
}
