using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using ChatAspire.Network.Execution;

namespace ChatAspire.RealHosts.Tests;

/// <summary>The output of the verbs on a running lab, and on one with parts missing.</summary>
[Collection(nameof(RepairLab))]
public sealed class VerbTests(RepairLab fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Status_shows_versions_and_URLs()
    {
        var status = (await fixture.Lab.RunAsync("status")).EnsureSuccess();

        Assert.Matches(@"(?m)^host-a +[0-9.]+ +running +ok +.*engine \d+\.\d+", status.Output);
        Assert.Contains($"chat-a     {await fixture.ChatAsync("host-a")}", status.Output, StringComparison.Ordinal);
        Assert.Contains($"chat-b     {await fixture.ChatAsync("host-b")}", status.Output, StringComparison.Ordinal);
        Assert.Contains("`chatlab dashboard`", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_lists_everything_that_is_missing_without_waiting()
    {
        await fixture.OnHostAsync("host-b", "ip link delete vxlan0; docker kill chat-b");

        var status = await fixture.Lab.RunAsync("status");

        Assert.Equal(1, status.ExitCode);
        Assert.Matches(@"(?m)^host-b  vxlan0, VNI 10, .*: vxlan0 does not exist$", status.Error);
        Assert.Contains("host-b  chat-b at 172.18.0.22, published on 5000: not running", status.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("chat-b answers", status.Error, StringComparison.Ordinal); // Skipped, because the container is not running.
        Assert.Contains("\n  → `chatlab up` repairs what is missing.\n", status.Error, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^host-b +[0-9.]+ +running +[0-9]+ of [0-9]+ FAILED +chat-b FAILED", status.Output);
        Assert.DoesNotContain("host-a  ", status.Error, StringComparison.Ordinal);
        (await fixture.Lab.RunAsync("up")).EnsureSuccess();
    }

    [Fact]
    public async Task Up_explains_its_steps_and_is_a_trace_in_the_dashboard()
    {
        await fixture.OnHostAsync("host-a", "ip link set vxlan0 down");

        var up = (await fixture.Lab.RunAsync("up", "--explain")).EnsureSuccess();

        Assert.Contains("host-a: vxlan0 is up (3-5); now: vxlan0 is down\n    A device that is down neither sends nor receives.", up.Output,
            StringComparison.Ordinal);
        Assert.Contains("host-a $ ip link set vxlan0 up", up.Output, StringComparison.Ordinal);
        var spans = await fixture.SpansAsync("?resource=chatlab", found => found.Contains(("chatlab", "vxlan0 is up")));
        Assert.Contains(("chatlab", "chatlab up"), spans);
        Assert.Contains(("chatlab", "Apply ip"), spans);
    }

    [Fact]
    public async Task Ssh_passes_arguments_unchanged()
    {
        var ran = await fixture.Lab.RunAsync("ssh", "host-b", "--", "sh", "-c", "hostname; echo \"$1\" >&2; exit 7", "sh", "a  b'c");

        Assert.Equal((7, "host-b\n", "a  b'c\n"), (ran.ExitCode, ran.Output, ran.Error));
    }

    [Fact(Timeout = 60_000)]
    public async Task Ssh_shows_output_as_it_comes_and_Ctrl_C_ends_the_command()
    {
        var marker = $"{Random.Shared.Next(100_000, 1_000_000)}";
        using var ssh = fixture.Lab.Start("ssh", "host-b", "--", "sh", "-c", $"echo first; echo second >&2; sleep {marker}");

        Assert.Equal("first", await ssh.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Equal("second", await ssh.StandardError.ReadLineAsync(Cancellation));
        await InterruptAsync(ssh);

        Assert.Equal(130, ssh.ExitCode);
        Assert.Equal("", await fixture.OnHostAsync("host-b", $"pgrep -fx 'sleep {marker}' || true"));
    }

    [Fact]
    public async Task Up_ends_with_URLs_that_open()
    {
        var up = (await fixture.Lab.RunAsync("up")).EnsureSuccess();

        using var http = new HttpClient();
        foreach (var chat in new[] { "chat-a", "chat-b" })
        {
            var url = Regex.Match(up.Error, $@"^ +{chat} +(http://\S+)$", RegexOptions.Multiline).Groups[1].Value;
            Assert.Contains(
                $"\"{chat}\"", await http.GetStringAsync(new Uri(new Uri(url), "/api/node"), Cancellation), StringComparison.Ordinal);
        }

        Assert.Matches(@"(?m)^ +dashboard +http://localhost:18888 while `chatlab dashboard` runs", up.Error);
        Assert.DoesNotContain(
            "login?t=", up.Error, StringComparison.Ordinal); // the URL with the token opens the dashboard, so only `dashboard` prints it
    }

    [Fact]
    public async Task Dashboard_on_another_port_reports_that_trace_links_do_not_work()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 18888);
        try
        {
            taken.Start();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            // The AppHost of another lane has a tunnel there: the port is taken either way.
        }

        using var tunnel = fixture.Lab.Start("dashboard");

        Assert.DoesNotContain(":18888/", await tunnel.StandardOutput.ReadLineAsync(Cancellation), StringComparison.Ordinal);
        await InterruptAsync(tunnel);

        var error = await tunnel.StandardError.ReadToEndAsync(Cancellation);
        Assert.Contains("Port 18888 of this machine is in use", error, StringComparison.Ordinal);
        Assert.DoesNotContain("removing", error, StringComparison.Ordinal); // Only `up` removes something.
    }

    [Fact(Timeout = 60_000)]
    public async Task Dashboard_ends_with_its_connection()
    {
        using var tunnel = fixture.Lab.Start("dashboard");
        await tunnel.StandardOutput.ReadLineAsync(Cancellation);

        await fixture.OnHostAsync("host-a", "pkill -f '^sshd.*: root'");

        await tunnel.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, tunnel.ExitCode);
        Assert.Contains("The tunnel closed: its ssh to host-a exited with code 255",
            await tunnel.StandardError.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dashboard_prints_a_login_URL_that_opens_it()
    {
        using var tunnel = fixture.Lab.Start("dashboard");
        try
        {
            var url = await tunnel.StandardOutput.ReadLineAsync(Cancellation);
            Assert.Matches(@"^http://localhost:\d+/login\?t=[0-9a-f]{32}$", url);
            using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
            var wrong = await http.GetAsync(new Uri(url![..^1] + (url[^1] == '0' ? '1' : '0')), Cancellation);
            var right = await http.GetAsync(new Uri(url), Cancellation);

            Assert.False(wrong.Headers.Contains("Set-Cookie"));
            Assert.True(right.Headers.Contains("Set-Cookie"), $"{right.StatusCode}");
        }
        finally
        {
            await InterruptAsync(tunnel);
        }

        Assert.Equal(130, tunnel.ExitCode);
    }

    private static async Task InterruptAsync(Process verb)
    {
        (await LabHome.Machine.RunAsync(new HostCommand("kill", "-INT", $"{verb.Id}"), Cancellation)).Check();
        await verb.WaitForExitAsync(Cancellation);
    }
}
