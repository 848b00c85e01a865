using ChatAspire.FakeEc2;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Testing;
using LabDirectory = ChatAspire.Lab.State.LabDirectory;
using Repository = ChatAspire.Testing.Repository;

namespace ChatAspire.Ec2.Tests;

/// <summary>A fake EC2 with its machines, and the CLI's components that use it. One per test.</summary>
public sealed class Ec2Fixture : IAsyncDisposable
{
    public const string Secret = "wJalrFakeSecretKeyThatMustNeverBeSeen0000";

    /// <summary>Far longer than any wait that a test expects to end well, also on a machine under load.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private static readonly Lock EnvironmentGate = new();
    private static readonly string ChatlabPath = Repository.Chatlab;

    static Ec2Fixture()
    {
        // In-process clients find these as they would a user's, so no request goes to AWS or the machine's metadata service.
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", FakeEc2Server.AccessKey);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", Secret);
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", "/nonexistent");
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
    }

    private readonly IMachines _machines;

    private Ec2Fixture(FakeEc2Server server, IMachines machines) => (Server, _machines) = (server, machines);

    public FakeEc2Server Server { get; }

    public SshdMachines Machines => (SshdMachines)_machines;

    public Cloud Cloud => Server.Cloud;

    public LabSpec Spec { get; } = LabSpec.Load(Path.Combine(Repository.Root, "lab.json"));

    public Ec2Options Options { get; set; } = new();

    /// <summary>The parent of the lab's directories, for this test alone.</summary>
    public string Home { get; } = Directory.CreateTempSubdirectory("chatlab-").FullName;

    /// <summary>The events that the engine reported in all runs.</summary>
    public List<LabEvent> Events { get; } = [];

    /// <summary>True if a step has failed.</summary>
    public bool Failed
    {
        get
        {
            lock (Events)
            {
                return Events.Any(e => e is LabEvent.StepEnded { Outcome: StepOutcome.Failed });
            }
        }
    }

    /// <summary>Creates a fixture with a real sshd as each machine.</summary>
    public static async Task<Ec2Fixture> StartAsync()
    {
        if (SshdMachines.Missing is { } missing)
        {
            Assert.Skip(missing);
        }
        return await StartAsync(new SshdMachines());
    }

    public static async Task<Ec2Fixture> StartAsync(IMachines machines)
    {
        var server = await FakeEc2Server.StartAsync(machines);
        return new Ec2Fixture(server, machines)
        {
            Options = new Ec2Options
            {
                Region = Cloud.Region,
                Endpoint = server.Endpoint,
                AddressService = server.AddressService,
                Timeouts = new Ec2Timeouts
                {
                    Poll = TimeSpan.FromMilliseconds(50),
                    Running = Long,
                    Ssh = Long,
                    CloudInit = Long,
                    Gone = Long,
                    Visible = TimeSpan.FromSeconds(5),
                    CutOff = TimeSpan.FromSeconds(1),
                },
            },
        };
    }

    public LabDirectory KeptFiles()
    {
        lock (EnvironmentGate)
        {
            Environment.SetEnvironmentVariable(LabDirectory.HomeVariable, Home);
            return new LabDirectory(Spec, "ec2");
        }
    }

    /// <summary>Runs the host phases of <c>up</c>, without the overlay.</summary>
    public async Task<IReadOnlyList<LabHost>> UpAsync()
    {
        await using var source = Source();
        var engine = Engine(source);
        if (await source.PreflightAsync(Cancellation) is { Count: > 0 } problems)
        {
            throw new PreflightException(problems);
        }
        try
        {
            foreach (var phase in (await source.PlanAsync(Cancellation)).Phases)
            {
                await engine.ApplyAsync(phase, Cancellation);
            }
            return await source.ConnectAsync(Cancellation);
        }
        catch
        {
            await engine.RollBackAsync(CancellationToken.None);
            throw;
        }
    }

    public async Task DownAsync()
    {
        await using var source = Source();
        await Engine(source).UndoAsync(await source.RemovalAsync(Cancellation), Cancellation);
    }

    public Ec2Hosts Source() => new(Spec, Options, KeptFiles());

    /// <summary>Runs the program itself, as a user does, and keeps its output.</summary>
    public ChildProcess Cli(params string[] arguments) =>
        CliLocal([.. arguments, "--hosts", "ec2", "--region", Region, "--endpoint-url", Server.Endpoint.ToString(), "--address-service",
            Server.AddressService.ToString()]);

    public ChildProcess CliLocal(params string[] arguments) => ChildProcess.Start(
        ChatlabPath,
        arguments,
        new Dictionary<string, string?>
        {
            [LabDirectory.HomeVariable] = Home,
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AWS_ACCESS_KEY_ID"] = AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = AccessKey is null ? null : Secret,
            ["AWS_SESSION_TOKEN"] = SessionToken,
            ["AWS_CONFIG_FILE"] = "/nonexistent",
            ["AWS_SHARED_CREDENTIALS_FILE"] = "/nonexistent",
        }.Where(variable => !Environs.ContainsKey(variable.Key)).Concat(Environs));

    public ChildProcess CliUp(params string[] arguments) => Cli(["up", .. arguments]);

    /// <summary>Asserts that files with secrets are readable by this user only.</summary>
    public void AssertKeepsToItself(IReadOnlyList<string> secrets)
    {
        var kept = Directory.EnumerateFiles(Home, "*", SearchOption.AllDirectories).Where(f => secrets.Any(File.ReadAllText(f).Contains))
            .ToList();
        Assert.NotEmpty(kept);
        Assert.All(kept, f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f)));
    }

    /// <summary>The program's environment variables.</summary>
    public string? AccessKey { get; set; } = FakeEc2Server.AccessKey;

    public string? SessionToken { get; set; }

    public string Region { get; set; } = Cloud.Region;

    /// <summary>Additional or overriding environment variables.</summary>
    public Dictionary<string, string?> Environs { get; set; } = [];

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(Home, recursive: true);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private StepEngine Engine(Ec2Hosts source)
    {
        var engine = new StepEngine(e =>
        {
            lock (Events)
            {
                Events.Add(e);
            }
        });
        return engine;
    }
}
