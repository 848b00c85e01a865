using ChatAspire.Hosting.Lab.Map;
using ChatAspire.Hosting.Lab.Operations;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Walks;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>Adds the commands that walk a connection (between two ends, or from one container) or a chat message.</summary>
internal static class WalkCommands
{
    public const string FromName = "from";
    public const string ToName = "to";

    private const string TextName = "text";
    private const string ToHelp = "A container or host of the lab, or an address; with :PORT to connect to that port.";

    /// <summary>Adds the walk of a chat message.</summary>
    public static IResourceBuilder<LabResource> WithWalkMessageCommand(
        this IResourceBuilder<LabResource> resource, Func<UpdateCommandStateContext, ResourceCommandState> state)
    {
        InteractionInput text = new()
        {
            Name = TextName,
            Label = "Message",
            InputType = InputType.Text,
            Required = true,
            Value = "hello over there",
        };
        return resource.WithWalk(resource.Resource, "walk-message", "Walk a message…",
            "Posts a chat message, and follows every packet that carries or answers it.", state, [text],
            context => WalkRequest.Create(null, null, [], null, null, context.Arguments.GetString(TextName), null));
    }

    /// <summary>Adds the walk between two ends.</summary>
    public static IResourceBuilder<LabResource> WithWalkCommand(
        this IResourceBuilder<LabResource> resource, Func<UpdateCommandStateContext, ResourceCommandState> state)
    {
        var lab = resource.Resource;
        return resource.WithWalk(lab, "walk", "Walk…", "Follows a connection between two ends through every device, chain, NAT and tunnel.",
            state,
            [
                lab.Choices.Add(FromName, "From", "A container.", WalkEnds.Sources),
                lab.Choices.Add(ToName, "To", ToHelp, reading => WalkEnds.Targets(lab, reading, except: null)),
            ],
            context => Between(context.Arguments.GetString(FromName), context.Arguments.GetString(ToName)));
    }

    /// <summary>Adds the walk from a container.</summary>
    public static IResourceBuilder<LabContainerResource> WithWalkToCommand(this IResourceBuilder<LabContainerResource> resource)
    {
        var (container, lab) = (resource.Resource, resource.Resource.Parent.Parent);
        return resource.WithWalk(lab, "walk", "Walk to…",
            "Follows a connection from this container through every device, chain, NAT and tunnel.",
            context => ContainerCommands.IfRunning(context),
            [lab.Choices.Add(ToName, "To", ToHelp, reading => WalkEnds.Targets(lab, reading, container.Name))],
            context => Between(container.Name, context.Arguments.GetString(ToName)));
    }

    private static WalkRequest Between(string? from, string? to) => WalkRequest.Create(from, to, [], null, null, null, null);

    private static IResourceBuilder<T> WithWalk<T>(
        this IResourceBuilder<T> resource, LabResource lab, string name, string text, string description,
        Func<UpdateCommandStateContext, ResourceCommandState> state, IReadOnlyList<InteractionInput> inputs,
        Func<ExecuteCommandContext, WalkRequest> request)
        where T : IResource => resource.WithConsoleCommand(
            lab, name, text, Options(text, description, state, inputs),
            (console, context) => RunAsync(console, request(context), context.CancellationToken));

    private static async Task<ExecuteCommandResult> RunAsync(LabConsole console, WalkRequest request, CancellationToken cancellation)
    {
        LabInUse.Check(console.Lab.Session.Directory);
        using var operation = console.Watch.Begin(state: null);
        await using var connected = await console.Lab.Session.OpenAsync(cancellation);
        var result = await RecordedWalk.RunAsync(connected, request, cancellation);
        console.Map.Show(result.Reports);
        return await ResultAsync(result, console.Maps, "the lab's dashboard", console.Watch.Dashboard.TraceUrl(result.Trace));
    }

    /// <summary>Returns the options of a walk command.</summary>
    /// <param name="text">The text of the command's button.</param>
    public static CommandOptions Options(
        string text, string description, Func<UpdateCommandStateContext, ResourceCommandState> state,
        IReadOnlyList<InteractionInput> inputs) => new()
        {
            Description = description,
            IconName = "Flow",
            IsHighlighted = true,
            UpdateState = state,
            Arguments = inputs,
            Progress = new CommandProgressOptions { Title = text.TrimEnd('…'), Message = "Capturing on every device of the path…" },
        };

    /// <summary>Creates the result of a walk, always a success: lost packets are a finding, not a failure of the command.</summary>
    /// <param name="maps">The server that serves the page of the walk.</param>
    /// <param name="dashboard">A description of the dashboard that has the trace, such as "the lab's dashboard".</param>
    /// <param name="trace">The URL of the trace; null if this machine cannot reach that dashboard.</param>
    public static async Task<ExecuteCommandResult> ResultAsync(RecordedWalk walk, MapServer maps, string dashboard, Uri? trace)
    {
        var page = await maps.AddAsync(walk.Reports);
        var title = walk.Reports[0].Title;
        return ConsoleCommand.Markdown(
            succeeded: true,
            walk.IsLost ? $"{title}: packets are lost." : $"{title}: all packets arrived.",
            WalkMarkdown.Of(walk, page, dashboard, trace));
    }
}
