using Aspire.Hosting.StandIn;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resources' logs; here lines on the terminal.</summary>
public class ResourceLoggerService
{
    private readonly Screen _screen;

    internal ResourceLoggerService(Screen screen) => _screen = screen;

    /// <summary>A resource's log.</summary>
    public ILogger GetLogger(IResource resource) => new LineLogger(line => _screen.Say(resource.Name, line));
}
