using ChatAspire.Network.Execution;

namespace ChatAspire.RealHosts.Tests;

/// <summary>The containers of <see cref="PlainHostTests"/> on this machine's own engine, and no lab.</summary>
[CollectionDefinition(nameof(PlainHost))]
public sealed class PlainHost(LabHome home) : IAsyncLifetime, ICollectionFixture<PlainHost>
{
    private const string Label = "chatlab.test=plain";

    /// <summary>
    /// An image with nothing but links into /usr, which the containers mount from this machine: nothing is pulled, and the container has
    /// perl. The containers: web and db on the default bridge; shop (front, published on every address and on loopback) and its store
    /// (front and back) as a Compose project; vault (back); six, six-db and six-old (IPv4 and IPv6; the last listens for IPv4 only); sealed
    /// (an internal network); shared (in the namespace of web); hosted; alone.
    /// </summary>
    private const string Create =
        $$"""
        image=chatlab-plain-$1
        folder=$(mktemp -d)
        for name in bin lib lib64 sbin; do ln -s usr/$name "$folder/$name"; done
        for name in usr proc sys dev etc tmp; do mkdir "$folder/$name"; done
        tar -C "$folder" -cf - . | docker import - "$image" > /dev/null || exit
        rm -rf "$folder"
        serve='use IO::Socket::IP; $SIG{TERM} = sub { exit };
            my $s = IO::Socket::IP->new(LocalAddr => $ARGV[0], LocalPort => {{Port}}, Listen => 5, ReuseAddr => 1) or die;
            while (my $c = $s->accept) {
                vec(my $has = "", fileno $c, 1) = 1; # what is closed with unread data is reset
                select($has, undef, undef, 1) and sysread $c, my $request, 4096;
                print $c "HTTP/1.0 200 OK\r\n\r\nhello\n";
                close $c
            }'
        run() {
            name=$1 address=$2; shift 2
            docker run -d --label {{Label}} --name "plain-$name" -v /usr:/usr:ro "$@" "$image" perl -e "$serve" "$address" \
                > /dev/null
        }
        idle() {
            name=$1; shift
            docker run -d --label {{Label}} --name "plain-$name" -v /usr:/usr:ro "$@" "$image" sleep infinity > /dev/null
        }
        compose() { echo "--label com.docker.compose.project=store --label com.docker.compose.service=$1"; }
        network() { docker network create --label {{Label}} "$@" > /dev/null; }
        network plain-front && network plain-back && network --internal plain-sealed || exit
        run web 0.0.0.0 && run db 0.0.0.0 &&
        run shop-1 0.0.0.0 --network plain-front $(compose shop) -p 17001:{{Port}} -p 127.0.0.1:17002:{{Port}} &&
        run stock-1 0.0.0.0 --network plain-front $(compose stock) && docker network connect plain-back plain-stock-1 &&
        run vault 0.0.0.0 --network plain-back && run sealed 0.0.0.0 --network plain-sealed &&
        run inner 127.0.0.1 -p 17003:{{Port}} &&
        network --ipv6 --subnet fd00:7e57:6::/64 plain-six && run six :: --network plain-six &&
        run six-db :: --network plain-six -p 17006:{{Port}} && run six-old 0.0.0.0 --network plain-six &&
        idle shared --network container:plain-web && idle hosted --network host && idle alone --network none
        """;

    /// <summary>The port that the containers listen on.</summary>
    public const string Port = "7000";

    private const string Remove =
        $$"""
        docker ps -aq --filter label={{Label}} | xargs -r docker rm -f
        docker network ls -q --filter label={{Label}} | xargs -r docker network rm
        docker image rm "chatlab-plain-$1" 2> /dev/null; true
        """;

    /// <summary>The program, with an own home in which no lab is known.</summary>
    public PlainChatlab Chatlab { get; private set; } = null!;

    /// <summary>An address of this machine that is not loopback.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The router of this machine, outside its engine.</summary>
    public string Outside { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var missing = (await RunAsync("for tool in nft tcpdump curl ping; do command -v $tool > /dev/null || echo $tool; done")).Trim();
        if (!Requirements.Met(this, home)
            || !Requirements.Met(this, Environment.IsPrivilegedProcess, "needs root")
            || !Requirements.Met(this, missing.Length == 0, $"not installed: {missing.ReplaceLineEndings(", ")}"))
        {
            return;
        }

        // No lab is created or removed meanwhile, and the machine is compared only while these containers are not there.
        await home.EnterMachineAsync();
        await home.ReserveEngineAsync();
        Chatlab = new PlainChatlab(Directory.CreateTempSubdirectory("chatlab-plain-").FullName);
        await RecreateAsync();
        (Address, Outside) = (
            (await RunAsync("ip -4 route get 1.1.1.1 | grep -o 'src [0-9.]*' | cut -d' ' -f2")).Trim(),
            (await RunAsync("ip -4 route show default | cut -d' ' -f3")).Trim());
    }

    /// <summary>Removes the containers and networks, and creates them again.</summary>
    public static async Task RecreateAsync()
    {
        await RunAsync(Remove);
        await RunAsync(Create);
    }

    /// <summary>Runs a shell line on this machine.</summary>
    public static async Task<string> RunAsync(string line) => (await LabHome.Machine.RunAsync(
        HostCommand.Shell($"PATH=$PATH:/usr/sbin:/sbin\n{line}", LabHome.Prefix), TestContext.Current.CancellationToken)).Check().Output;

    public async ValueTask DisposeAsync()
    {
        if (Chatlab is null)
        {
            return;
        }

        try
        {
            await RunAsync(Remove);
            Directory.Delete(Chatlab.Home, recursive: true);
        }
        finally
        {
            home.ReleaseEngine();
            home.LeaveMachine();
        }
    }
}
