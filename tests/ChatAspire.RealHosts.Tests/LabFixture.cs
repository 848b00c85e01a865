using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ChatAspire.Network.Execution;

[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]
[assembly: AssemblyFixture(typeof(ChatAspire.RealHosts.Tests.LabFixture))]

namespace ChatAspire.RealHosts.Tests;

/// <summary>A lab that stands while the tests run: two hosts, from the project's own lab.json, under a name of its own.</summary>
public sealed class LabFixture : IAsyncLifetime
{
    /// <summary>Where the labs keep what they keep: a folder such as "Application Support", where macOS has it.</summary>
    public string Home { get; } = Directory.CreateTempSubdirectory("chatlab 100% tests-").FullName;
    private readonly List<Chatlab> _labs = [];

    /// <summary>The lab of all tests that do not need one of their own.</summary>
    public Chatlab Lab { get; private set; } = null!;

    /// <summary>Its name: the same in every run of this checkout, so that the next run finds what a killed one left; another in another checkout.</summary>
    public static string Name { get; } = "lab-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(AppContext.BaseDirectory)))[..6];

    /// <summary>The first <c>up</c>.</summary>
    public Ran FirstUp { get; private set; } = null!;

    /// <summary>The long matrices whole: <c>eng/test --full</c>.</summary>
    public static bool Full { get; } = Environment.GetEnvironmentVariable("CHATASPIRE_FULL") == "1";

    /// <summary>This machine.</summary>
    public static LocalMachine Machine { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var engine = await Machine.RunAsync(HostCommand.Shell("docker version -f '{{.Server.Version}}' 2>&1 || true"), default);
        Assert.SkipUnless(char.IsAsciiDigit(engine.Output.FirstOrDefault()), $"no Docker Engine answers; eng/dockerd starts one. ({engine.Output.Trim()})");
        Lab = NewLab(Name);
        await Lab.RunAsync("down");
        FirstUp = (await Lab.RunAsync("up", "--json")).Well();
    }

    /// <summary>A lab of its own, removed with the fixture.</summary>
    /// <param name="change">What differs from the project's lab.json.</param>
    public Chatlab NewLab(string name, Action<JsonNode>? change = null)
    {
        var lab = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "lab.json")))!;
        lab["name"] = name;
        if (Environment.GetEnvironmentVariable("CHATASPIRE_HOST_IMAGE") is { Length: > 0 } image)
        {
            lab["images"]!["host"] = image; // the same tests, on hosts with another Docker Engine
        }

        change?.Invoke(lab);
        var file = FileOf(name);
        File.WriteAllText(file, lab.ToJsonString());
        var chatlab = new Chatlab(file, Home);
        _labs.Add(chatlab);
        return chatlab;
    }

    /// <summary>Where a lab's keys and secrets are kept.</summary>
    public string KeptOf(string lab) => Path.Combine(Home, "local", lab);

    /// <summary>What is kept of a lab, without the lock, which says nothing once its holder is gone.</summary>
    public IEnumerable<string> FilesOf(string lab) =>
        Directory.Exists(KeptOf(lab)) ? Directory.EnumerateFiles(KeptOf(lab)).Where(file => Path.GetFileName(file) is not ("lock" or "holder")) : [];

    /// <summary>The lab file of one of these labs.</summary>
    public string FileOf(string name) => Path.Combine(Home, $"{name}.json");

    /// <summary>What a run could leave on the lab's hosts: containers, networks, images, devices, names, rules, listeners.</summary>
    public static async Task<string> HostsAsync()
    {
        const string Look = """
            docker ps -aq --no-trunc | sort; docker network ls -q --no-trunc | sort; docker images -aq --no-trunc | sort
            ip -o link | sed 's/^[0-9]*: \([^:@]*\).*/\1/' | sort; ls /var/run/netns /run/chatlab-lesson 2>&1
            iptables-save | grep '^-A' | sort; ps -eo comm | grep -Ex 'tcpdump|xtables-monitor|timeout' || true
            """;
        return string.Join('\n', await Task.WhenAll(OnHostAsync("host-a", Look), OnHostAsync("host-b", Look)));
    }

    /// <summary>Runs a shell line on a host of the lab, past chatlab.</summary>
    public static async Task<string> OnHostAsync(string host, string line, string? lab = null) =>
        (await Machine.RunAsync(new HostCommand("docker", "exec", $"{lab ?? Name}-{host}", "sh", "-c", line), TestContext.Current.CancellationToken)).Check().Output;

    /// <summary>A container's MAC on its network.</summary>
    public static async Task<string> MacOfAsync(string host, string container) =>
        (await OnHostAsync(host, $"docker inspect -f '{{{{range .NetworkSettings.Networks}}}}{{{{.MacAddress}}}}{{{{end}}}}' {container}")).Trim();

    public async ValueTask DisposeAsync()
    {
        // What a test leaves broken would be the failure of another, if that came later: here it always shows.
        var left = Lab is null ? null : await Lab.RunAsync("status");
        foreach (var lab in _labs)
        {
            (await lab.RunAsync("down")).Well();
        }

        Directory.Delete(Home, recursive: true);
        left?.Well();
    }
}
