using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

[assembly: Xunit.v3.Parallelization(MaxThreads = ChatAspire.RealHosts.Tests.LabHome.Lanes)]
[assembly: AssemblyFixture(typeof(ChatAspire.RealHosts.Tests.LabHome))]
[assembly: TestCollectionOrderer(typeof(ChatAspire.RealHosts.Tests.LaneOrder))]

namespace ChatAspire.RealHosts.Tests;

/// <summary>The state directory that all labs of a test run share, and the engine they all run on.</summary>
public sealed class LabHome : IAsyncLifetime
{
    /// <summary>The number of labs that are tested side by side: a walk mostly waits, so two cores serve three.</summary>
    public const int Lanes = 3;

    private readonly SemaphoreSlim _engine = new(Lanes);

    /// <summary>Held while the engine is being reserved: two that reserve it at once would wait for each other.</summary>
    private readonly SemaphoreSlim _reserving = new(1);

    /// <summary>Held by the collection whose tests change this machine outside a lab.</summary>
    private readonly SemaphoreSlim _machine = new(1);

    /// <summary>
    /// The beginning of every lab's name: the same in every run of this checkout, so that the next run finds what a killed
    /// one left; different in another checkout.
    /// </summary>
    public static string Prefix { get; } =
        "lab-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(AppContext.BaseDirectory)))[..6];

    /// <summary>This machine.</summary>
    public static LocalMachine Machine { get; } = new();

    /// <summary>The labs' state directory, with a blank and a percent sign in its path ("Application Support" on macOS).</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("chatlab 100% tests-").FullName;

    public async ValueTask InitializeAsync()
    {
        var engine = await Machine.RunAsync(HostCommand.Shell("docker version -f '{{.Server.Version}}' 2>&1 || true"), default);
        if (Requirements.Met(
            this, char.IsAsciiDigit(engine.Output.FirstOrDefault()),
            $"no Docker Engine answers; eng/dockerd starts one. ({engine.Output.Trim()})"))
        {
            Environment.SetEnvironmentVariable(LabDirectory.HomeVariable, Path);
        }
    }

    /// <summary>Creates or removes a lab; waits while a test compares the state of the machine.</summary>
    public async Task ChangeEngineAsync(Func<Task> change)
    {
        await EnterEngineAsync();
        try
        {
            await change();
        }
        finally
        {
            LeaveEngine();
        }
    }

    /// <summary>Waits while a test compares the state of the machine.</summary>
    public Task EnterEngineAsync() => _engine.WaitAsync();

    /// <summary>Ends <see cref="EnterEngineAsync"/>.</summary>
    public void LeaveEngine() => _engine.Release();

    /// <summary>Reserves the engine: until <see cref="ReleaseEngine"/>, no other collection creates or removes a lab.</summary>
    public async Task ReserveEngineAsync()
    {
        await _reserving.WaitAsync();
        try
        {
            for (var i = 0; i < Lanes; i++)
            {
                await _engine.WaitAsync();
            }
        }
        finally
        {
            _reserving.Release();
        }
    }

    /// <summary>Ends <see cref="ReserveEngineAsync"/>.</summary>
    public void ReleaseEngine() => _engine.Release(Lanes);

    /// <summary>Waits until no other collection changes this machine outside a lab.</summary>
    public Task EnterMachineAsync() => _machine.WaitAsync();

    /// <summary>Ends <see cref="EnterMachineAsync"/>.</summary>
    public void LeaveMachine() => _machine.Release();

    /// <summary>Writes a lab file.</summary>
    /// <param name="change">The differences from the project's lab.json.</param>
    /// <returns>The program, for that lab.</returns>
    public Chatlab WriteLab(string name, Action<JsonNode>? change)
    {
        var lab = JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(AppContext.BaseDirectory, "lab.json")))!;
        lab["name"] = name;
        if (Environment.GetEnvironmentVariable("CHATASPIRE_HOST_IMAGE") is { Length: > 0 } image)
        {
            lab["images"]!["host"] = image; // the same tests, on hosts with another Docker Engine
        }

        change?.Invoke(lab);
        File.WriteAllText(FileOf(name), lab.ToJsonString());
        return new Chatlab(FileOf(name), Path);
    }

    /// <summary>The path of a lab's file.</summary>
    public string FileOf(string name) => System.IO.Path.Combine(Path, $"{name}.json");

    public ValueTask DisposeAsync()
    {
        _engine.Dispose();
        _reserving.Dispose();
        _machine.Dispose();
        Directory.Delete(Path, recursive: true);
        return ValueTask.CompletedTask;
    }
}
