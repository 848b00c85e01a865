using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lifecycle;

/// <summary>The engine of a lab's run, and the machines that its steps run on.</summary>
internal static class LabEngine
{
    /// <summary>An engine that knows this machine, where the chat is published, and the machine of the host source; hosts are added once they exist.</summary>
    /// <param name="report">Receives every event. Its output may fail: the terminal may be closed, or the disk full. The run and its roll-back continue.</param>
    public static Engine Create(IHostSource source, Action<LabEvent> report)
    {
        var engine = new Engine(labEvent =>
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
        engine.Add(source.Machine);
        return engine;
    }

    /// <summary>Makes a lab's hosts known to the engine.</summary>
    public static void AddHosts(this Engine engine, ConnectedLab lab)
    {
        foreach (var host in lab.Hosts)
        {
            engine.Add(host.Host);
        }
    }
}
