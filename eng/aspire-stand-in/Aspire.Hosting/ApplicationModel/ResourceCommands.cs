namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command is shown.</summary>
public class CommandOptions
{
    /// <summary>What it does, one sentence.</summary>
    public string? Description { get; set; }

    /// <summary>Asked before it runs.</summary>
    public string? ConfirmationMessage { get; set; }

    /// <summary>A FluentUI icon's name.</summary>
    public string? IconName { get; set; }

    /// <summary>Whether it has a button of its own.</summary>
    public bool IsHighlighted { get; set; }
}

/// <summary>What a command is told when it runs.</summary>
public sealed class ExecuteCommandContext
{
    /// <summary>The AppHost's services.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>Ends the command.</summary>
    public required CancellationToken CancellationToken { get; init; }
}

/// <summary>How a command ended.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>Whether it did what it should.</summary>
    public required bool Success { get; init; }

    /// <summary>What to tell.</summary>
    public string? Message { get; init; }
}

/// <summary>Ends of commands.</summary>
public static class CommandResults
{
    /// <summary>It did what it should.</summary>
    public static ExecuteCommandResult Success(string message) => new() { Success = true, Message = message };

    /// <summary>It did not.</summary>
    public static ExecuteCommandResult Failure(string? errorMessage = null) => new() { Success = false, Message = errorMessage };
}
