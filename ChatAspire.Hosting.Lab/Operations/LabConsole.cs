using ChatAspire.Hosting.Lab.Map;
using ChatAspire.Hosting.Lab.Observation;
using Microsoft.Extensions.DependencyInjection;

namespace ChatAspire.Hosting.Lab.Operations;

/// <summary>The services of one lab in a running AppHost: its state, logs, live map and operations.</summary>
internal sealed class LabConsole
{
    public LabConsole(LabResource lab, IServiceProvider services)
    {
        Lab = lab;
        Logs = new LabLogs(lab, services.GetRequiredService<ResourceLoggerService>());
        Watch = new LabWatch(lab, services.GetRequiredService<ResourceNotificationService>(), Logs, () => Maps!.AddAsync(lab.Name, Map!));
        Map = new LiveMap(lab, Watch);
        Maps = services.GetRequiredService<MapServer>();
        Operations = new LabOperations(lab, Watch, Logs);
    }

    /// <summary>The lab's resource.</summary>
    public LabResource Lab { get; }

    /// <summary>The logs of the lab, its hosts and its containers.</summary>
    public LabLogs Logs { get; }

    /// <summary>The observed state of the lab.</summary>
    public LabWatch Watch { get; }

    /// <summary>The live map of the lab.</summary>
    public LiveMap Map { get; }

    /// <summary>The server of the map and of the pages of walks.</summary>
    public MapServer Maps { get; }

    /// <summary>The operations start, stop and verify.</summary>
    public LabOperations Operations { get; }

    /// <summary>Returns the console of a lab.</summary>
    public static LabConsole Of(LabResource lab, IServiceProvider services) => services.GetRequiredKeyedService<LabConsole>(lab.Name);
}
