using Aspire.Hosting.StandIn;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Takes what changes of a resource; here it says a new state.</summary>
public class ResourceNotificationService
{
    private readonly Screen _screen;

    internal ResourceNotificationService(Screen screen) => _screen = screen;

    /// <summary>Changes what is shown of a resource.</summary>
    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        var planned = (Resource)resource;
        var before = planned.Snapshot!;
        planned.Snapshot = stateFactory(before);
        if (planned.Snapshot.State is { } state && state != before.State)
        {
            _screen.Say(resource.Name, state.Text);
        }

        return Task.CompletedTask;
    }
}
