using System.Collections.Immutable;

namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>Converts the state of a lab to the resource snapshots that the dashboard shows.</summary>
internal static class LabSnapshots
{
    public const string LabType = "Lab";
    public const string HostType = "LabHost";
    public const string ContainerType = "LabContainer";

    private const string MissingText = "Missing";

    /// <summary>Returns the snapshot before the first reading.</summary>
    public static CustomResourceSnapshot Initial(string type) => new()
    {
        ResourceType = type,
        Properties = [],
        State = new ResourceStateSnapshot(LabState.CheckingText, KnownResourceStateStyles.Info),
    };

    /// <summary>Returns the snapshot of the lab: its state with the differences or the error, and the link to its live map.</summary>
    public static CustomResourceSnapshot Lab(CustomResourceSnapshot snapshot, LabState state, string file, Uri map) => snapshot with
    {
        State = new ResourceStateSnapshot(state.Text, state.Style),
        Properties =
        [
            .. OfAspire(snapshot),
            Property(CustomResourceKnownProperties.Source, file),
            .. state.Details.Count == 0
                ? []
                : new[] { Property(Label(state), string.Join('\n', state.Details)) },
        ],
        Urls = [new UrlSnapshot("map", $"{map}", IsInternal: false) { DisplayProperties = new("Map") }],
    };

    private static string Label(LabState state) => state.Text switch
    {
        LabState.FailedText => "Error",
        LabState.ChallengeText => "Challenge",
        _ => "Differs",
    };

    /// <summary>Returns the snapshot of a host: addresses, engine, MTU; on AWS also its age and cost.</summary>
    public static CustomResourceSnapshot Host(
        CustomResourceSnapshot snapshot, LabHostResource host, LabReading reading, DateTimeOffset now)
    {
        var facts = reading.Facts(host.Name);
        return snapshot with
        {
            State = State(facts is null ? null : KnownResourceStates.Running),
            Properties =
            [
                .. OfAspire(snapshot),
                .. facts is null ? [] : new[] { Property(CustomResourceKnownProperties.Source, facts.Underlay) },
                Property("Gateway of the overlay", host.Gateway),
                .. facts is null ? [] : new[]
                {
                    Property("Docker Engine", reading.State(host.Name)?.Engine ?? "does not answer"),
                    Property("Device", facts.Nic),
                    Property("MTU", facts.Mtu),
                },
                .. facts?.Bill is { } bill ? new[] { Property("Age", bill.Age(now)), Property("Cost", bill.Cost(now)) } : [],
            ],
        };
    }

    /// <summary>Returns the snapshot of a container: state, image, address, URL.</summary>
    /// <param name="url">The URL by which this machine reaches the container; null if there is none.</param>
    public static CustomResourceSnapshot Container(
        CustomResourceSnapshot snapshot, LabContainerResource container, LabReading reading, Uri? url)
    {
        var found = reading.Container(container);
        return snapshot with
        {
            State = State(found is null ? null : found.IsRunning ? KnownResourceStates.Running : Capitalized(found.State)),
            Properties =
            [
                .. OfAspire(snapshot),
                .. found is null ? [] : new[] { Property(CustomResourceKnownProperties.Source, found.Image) },
                Property("Address", $"{container.Address}:{container.Port}"),
                .. found is null ? [] : new[] { Property("Docker", found.Summary) },
            ],
            Urls = url is null || found is not { IsRunning: true }
                ? ImmutableArray<UrlSnapshot>.Empty
                : [new UrlSnapshot(container.Name, $"{url}", IsInternal: false) { DisplayProperties = new(container.Name) }],
        };
    }

    /// <param name="text">The state's text; null for a resource that does not exist.</param>
    private static ResourceStateSnapshot State(string? text) => new(
        text ?? MissingText,
        text == KnownResourceStates.Running ? KnownResourceStateStyles.Success
            : text is null ? KnownResourceStateStyles.Info : KnownResourceStateStyles.Warn);

    private static string Capitalized(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>Returns the properties set by Aspire itself, such as the parent, from which the dashboard builds its tree.</summary>
    private static IEnumerable<ResourcePropertySnapshot> OfAspire(CustomResourceSnapshot snapshot) => snapshot.Properties.Where(property =>
        property.Name.StartsWith("resource.", StringComparison.Ordinal) && property.Name != CustomResourceKnownProperties.Source);

    private static ResourcePropertySnapshot Property(string name, object value) => new(name, value) { IsHighlighted = true };
}
