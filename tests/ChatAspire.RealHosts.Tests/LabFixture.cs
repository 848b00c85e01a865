using System.Text.Json.Nodes;
using ChatAspire.Network.Execution;

namespace ChatAspire.RealHosts.Tests;

/// <summary>A lab that runs while the tests of one collection do: two hosts, from the project's own lab.json.</summary>
public abstract class LabFixture(LabHome home, string role) : IAsyncLifetime
{
    private readonly List<Chatlab> _labs = [];

    /// <summary>The lab's name.</summary>
    public string Name { get; } = $"{LabHome.Prefix}-{role}";

    /// <summary>The program, for this lab.</summary>
    public Chatlab Lab { get; private set; } = null!;

    /// <summary>The labs' state directory.</summary>
    public string Home => home.Path;

    /// <summary>The result of the first <c>up</c>.</summary>
    public Ran FirstUp { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        if (!Requirements.Met(this, home))
        {
            return;
        }

        Lab = NewLab(Name);
        await home.ChangeEngineAsync(async () =>
        {
            await Lab.RunAsync("down");
            FirstUp = (await Lab.RunAsync("up", "--json")).EnsureSuccess();
        });
    }

    /// <summary>Waits while a test of another collection compares the state of the machine; until the end, none begins to.</summary>
    public Task EnterEngineAsync() => home.EnterEngineAsync();

    /// <summary>Ends <see cref="EnterEngineAsync"/>.</summary>
    public void LeaveEngine() => home.LeaveEngine();

    /// <summary>Waits until no test uses the engine; until <see cref="ReleaseEngine"/>, none begins to.</summary>
    public Task ReserveEngineAsync() => home.ReserveEngineAsync();

    /// <summary>Ends <see cref="ReserveEngineAsync"/>.</summary>
    public void ReleaseEngine() => home.ReleaseEngine();

    /// <summary>Writes the file of another lab; what is created of that lab is removed with the fixture.</summary>
    /// <param name="change">The differences from the project's lab.json.</param>
    public Chatlab NewLab(string name, Action<JsonNode>? change = null)
    {
        var chatlab = home.WriteLab(name, change);
        _labs.Add(chatlab);
        return chatlab;
    }

    /// <summary>Changes the lab's file, runs <c>up</c> and a test; then restores the file and runs <c>up</c> again.</summary>
    /// <param name="test">Gets the result of the first <c>up</c>.</param>
    public async Task WithChangedFileAsync(Action<JsonNode> change, Func<Ran, Task> test)
    {
        var file = FileOf(Name);
        var original = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var changed = JsonNode.Parse(original)!;
        change(changed);
        try
        {
            await File.WriteAllTextAsync(file, changed.ToJsonString(), TestContext.Current.CancellationToken);
            await test((await Lab.RunAsync("up", "--json")).EnsureSuccess());
        }
        finally
        {
            await File.WriteAllTextAsync(file, original, CancellationToken.None);
            (await Lab.RunAsync("up")).EnsureSuccess();
        }
    }

    /// <summary>Runs <c>up</c> and asserts that it changes one host only, and that the lab then works.</summary>
    public async Task<Ran> AssertUpRepairsOnlyAsync(string host)
    {
        var up = (await Lab.RunAsync("up", "--json")).EnsureSuccess();

        Assert.All(
            up.Steps("applied", "repaired").Where(step => !step.Contains(": Temporary test-", StringComparison.Ordinal)),
            step => Assert.StartsWith($"{host}: ", step, StringComparison.Ordinal));
        (await Lab.RunAsync("verify")).EnsureSuccess();
        return up;
    }

    /// <summary>The directory of a lab's keys and secrets.</summary>
    public string KeptOf(string lab) => Path.Combine(Home, "local", lab);

    /// <summary>The files kept of a lab, without the lock: it says nothing after its holder has ended.</summary>
    public IEnumerable<string> FilesOf(string lab) => !Directory.Exists(KeptOf(lab))
        ? []
        : Directory.EnumerateFiles(KeptOf(lab)).Where(file => Path.GetFileName(file) is not ("lock" or "holder"));

    /// <summary>The path of a lab's file.</summary>
    public string FileOf(string name) => home.FileOf(name);

    /// <summary>All possible remains of a run on the lab's hosts: containers, networks, images, devices, names, rules, listeners.</summary>
    public async Task<string> HostsAsync()
    {
        const string Look = """
            docker ps -aq --no-trunc | sort; docker network ls -q --no-trunc | sort; docker images -aq --no-trunc | sort
            ip -o link | sed 's/^[0-9]*: \([^:@]*\).*/\1/' | sort; ls /var/run/netns /run/chatlab-lesson 2>&1
            iptables-save | grep '^-A' | sort; ps -eo comm | grep -Ex 'tcpdump|xtables-monitor|timeout' || true
            """;
        return string.Join('\n', await Task.WhenAll(OnHostAsync("host-a", Look), OnHostAsync("host-b", Look)));
    }

    /// <summary>Runs a shell line on a host, without chatlab.</summary>
    public Task<string> OnHostAsync(string host, string line) => OnHostAsync(Name, host, line);

    /// <inheritdoc cref="OnHostAsync(string, string)" />
    public static async Task<string> OnHostAsync(string lab, string host, string line) => (await LabHome.Machine.RunAsync(
        new HostCommand("docker", "exec", $"{lab}-{host}", "sh", "-c", line), TestContext.Current.CancellationToken)).Check().Output;

    /// <summary>A container's MAC on its network.</summary>
    public async Task<string> MacOfAsync(string host, string container) =>
        (await OnHostAsync(host, $"docker inspect -f '{{{{range .NetworkSettings.Networks}}}}{{{{.MacAddress}}}}{{{{end}}}}' {container}"))
            .Trim();

    /// <summary>The URL of a host's chat on this machine.</summary>
    public Task<Uri> ChatAsync(string host) => ChatPorts.OfAsync(Name, host);

    /// <summary>Waits until the lab's dashboard holds the spans wanted.</summary>
    /// <param name="trace">A trace's id, or a query for several.</param>
    /// <returns>Service and name of each span.</returns>
    public Task<IReadOnlyList<(string Service, string Name)>> SpansAsync(
        string trace, Func<IReadOnlyList<(string, string)>, bool> isComplete) =>
        DashboardSpans.OfAsync(Name, Path.Combine(KeptOf(Name), "secrets.json"), trace, isComplete);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        // A test that leaves the lab broken fails here, even if no other test runs after it.
        var status = Lab is null ? null : await Lab.RunAsync("status");
        await home.ChangeEngineAsync(async () =>
        {
            foreach (var lab in _labs)
            {
                (await lab.RunAsync("down")).EnsureSuccess();
            }
        });
        status?.EnsureSuccess();
    }
}
