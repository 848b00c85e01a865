using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>Creates the step engine of a run, and registers the machines on which its steps run.</summary>
internal static class LabEngine
{
    /// <summary>Creates an engine for commands on this machine and API calls; hosts are added once they exist.</summary>
    /// <param name="report">
    /// Receives every event. An <see cref="IOException"/> from it, as when the terminal is closed or the disk is full, is ignored, so that
    /// the run and its roll-back continue.
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
