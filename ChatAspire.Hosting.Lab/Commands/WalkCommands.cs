using ChatAspire.Hosting.Lab.Operations;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Walks;
using ChatAspire.Network.Walk;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>Adds the commands that follow packets: between two ends, from a container, and of a chat message.</summary>
internal static class WalkCommands
{
    private const string FromName = "from";
    private const string ToName = "to";
    private const string TextName = "text";

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
                End(FromName, "From", "A container.", console => WalkEnds.Sources(console.Watch.Reading), lab),
                End(ToName, "To", ToHelp, console => WalkEnds.Targets(lab, console.Watch.Reading, except: null), lab),
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
            [End(ToName, "To", ToHelp, console => WalkEnds.Targets(lab, console.Watch.Reading, container.Name), lab)],
            context => Between(container.Name, context.Arguments.GetString(ToName)));
    }

    private const string ToHelp = "A container or host of the lab, or an address; with :PORT to connect to that port.";

    private static WalkRequest Between(string? from, string? to) => WalkRequest.Create(from, to, [], null, null, null, null);

    /// <summary>An end of a walk: chosen from those that are there, or typed.</summary>
    private static InteractionInput End(
        string name, string label, string description, Func<LabConsole, IReadOnlyList<string>> choices, LabResource lab) => new()
        {
            Name = name,
            Label = label,
            Description = description,
            InputType = InputType.Choice,
            Required = true,
            AllowCustomChoice = true,
            DynamicLoading = new InputLoadOptions
            {
                LoadCallback = context =>
                {
                    context.Input.Options = [.. choices(LabConsole.Of(lab, context.Services))
                        .Select(end => new KeyValuePair<string, string>(end, end))];
                    return Task.CompletedTask;
                },
            },
        };

    private static IResourceBuilder<T> WithWalk<T>(
        this IResourceBuilder<T> resource, LabResource lab, string name, string text, string description,
        Func<UpdateCommandStateContext, ResourceCommandState> state, IReadOnlyList<InteractionInput> inputs,
        Func<ExecuteCommandContext, WalkRequest> request)
        where T : IResource => resource.WithConsoleCommand(lab, name, text, new CommandOptions
        {
            Description = description,
            IconName = "Flow",
            IsHighlighted = true,
            UpdateState = state,
            Arguments = inputs,
            Progress = new CommandProgressOptions { Title = text.TrimEnd('…'), Message = "Capturing on every device of the path…" },
        }, (console, context) => RunAsync(console, request(context), context.CancellationToken));

    private static async Task<ExecuteCommandResult> RunAsync(LabConsole console, WalkRequest request, CancellationToken cancellation)
    {
        LabInUse.Check(console.Lab.Session.Directory);
        using var operation = console.Watch.Begin(state: null);
        await using var connected = await console.Lab.Session.OpenAsync(cancellation);
        var result = await LabWalk.RunAsync(connected, request, new Progress<WalkEvent>(), cancellation);
        var title = result.Reports[0].Title;
        return ConsoleCommand.Markdown(
            succeeded: true,
            result.IsLost ? $"{title}: packets are lost." : $"{title}: all packets arrived.",
            WalkMarkdown.Of(result, console.Watch.Dashboard.TraceUrl(result.Trace)));
    }
}
