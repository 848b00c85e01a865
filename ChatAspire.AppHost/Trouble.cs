using ChatAspire.Network.Execution;

namespace ChatAspire.AppHost;

/// <summary>What went wrong with the lab, as one text.</summary>
internal static class Trouble
{
    /// <summary>The message, and below it what to do; of several, each.</summary>
    public static string Of(Exception e) => e switch
    {
        AggregateException several => string.Join(Environment.NewLine, several.InnerExceptions.Select(Of)),
        UserErrorException { Hint: { } next } => $"{e.Message}{Environment.NewLine}  → {next}",
        _ => e.Message,
    };
}
