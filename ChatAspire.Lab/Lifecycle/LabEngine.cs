using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>The engine of a lab's run, and the machines that its steps run on.</summary>
internal static class LabEngine
{
    /// <summary>An engine that runs commands on this machine and API calls; hosts are added once they exist.</summary>
    /// <param name="report">
    /// Receives every event. If it fails because the terminal is closed or the disk is full, the run and its roll-back continue.
    /// </param>
    public static StepEngine Create(Action<LabEvent> report)
    {
        var engine = new StepEngine(labEvent =>
        {
            try
            {
                report(labEvent);
            }
            catch (IOException)
            {
            }
        });
        engine.Add(new LocalMachine());
        return engine;
    }

    /// <summary>Adds the hosts of a connected lab.</summary>
    public static void AddHosts(this StepEngine engine, ConnectedLab lab)
    {
        foreach (var host in lab.Hosts)
        {
            engine.Add(host.Host);
        }
    }
}
