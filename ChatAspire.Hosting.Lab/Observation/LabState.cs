namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>The state of a lab as the dashboard shows it.</summary>
/// <param name="Text">One of the constants below, or of <see cref="KnownResourceStates"/>.</param>
/// <param name="Style">One of <see cref="KnownResourceStateStyles"/>.</param>
/// <param name="Details">Lines that describe the differences or the error, with hints; empty if there is nothing to add.</param>
internal sealed record LabState(string Text, string Style, IReadOnlyList<string> Details)
{
    public const string CheckingText = "Checking";
    public const string NotCreatedText = "Not created";
    public const string DriftedText = "Drifted";
    public const string FailedText = "Failed";
    public const string ChallengeText = "Challenge";

    /// <summary>The state before the lab was read and checked completely.</summary>
    public static LabState Checking { get; } = new(CheckingText, KnownResourceStateStyles.Info, []);

    /// <summary>The state while <c>up</c> runs.</summary>
    public static LabState Starting { get; } = new(KnownResourceStates.Starting, KnownResourceStateStyles.Info, []);

    /// <summary>The state while <c>down</c> runs.</summary>
    public static LabState Stopping { get; } = new(KnownResourceStates.Stopping, KnownResourceStateStyles.Info, []);

    /// <summary>The state of a lab of which no host exists.</summary>
    public static LabState NotCreated { get; } = new(NotCreatedText, KnownResourceStateStyles.Info, []);

    /// <summary>The state of a lab in which everything is as lab.json describes it.</summary>
    public static LabState Running { get; } = new(KnownResourceStates.Running, KnownResourceStateStyles.Success, []);

    /// <summary>Returns the state of a lab that exists but differs from lab.json.</summary>
    public static LabState Drifted(IReadOnlyList<string> differences) =>
        new(DriftedText, KnownResourceStateStyles.Warn, differences);

    /// <summary>Returns the state during a challenge. It lists no differences, because they would give the cause away.</summary>
    public static LabState Challenge(string name) =>
        new(ChallengeText, KnownResourceStateStyles.Warn, [$"Challenge {name} is running: the lab is broken on purpose."]);

    /// <summary>Returns the state of a lab that could not be created, removed or read.</summary>
    /// <param name="error">The error, with its hint on a line of its own.</param>
    public static LabState Failed(string error) => new(FailedText, KnownResourceStateStyles.Error, error.Split('\n'));

    /// <summary>Returns the state that follows from a reading and the last complete check.</summary>
    /// <param name="problems">The problems that the last complete check found; null before the first check.</param>
    /// <param name="exists">False if no host of the lab exists, not even a stopped one; null if unknown.</param>
    public static LabState Of(LabResource lab, LabReading reading, IReadOnlyList<string>? problems, bool? exists)
    {
        if (reading.Error is { } error)
        {
            return Failed(error);
        }

        if (reading.Hosts.Count == 0)
        {
            return exists switch
            {
                null => Checking,
                false => NotCreated,
                true => Drifted(problems is { Count: > 0 } ? problems : ["No host is running."]),
            };
        }

        // These differences were read just now, so they are listed before those of the last complete check.
        string[] now =
        [
            .. lab.Hosts.Where(host => reading.State(host.Name) is null).Select(host => $"{host.Name} is not running"),
            .. from container in lab.Containers
               where reading.State(container.Parent.Name) is not null && reading.Container(container) is not { IsRunning: true }
               select $"{container.Name} on {container.Parent.Name}: {reading.Container(container)?.Summary ?? "missing"}",
        ];
        string[] all = [.. now, .. problems ?? []];
        return all.Length > 0 ? Drifted(all) : problems is null ? Checking : Running;
    }
}
