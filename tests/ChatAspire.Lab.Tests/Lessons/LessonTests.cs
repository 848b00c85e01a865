using System.Text.RegularExpressions;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Lessons;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Tests.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Tests.Lessons;

/// <summary>The lessons against the chapter, and their words against the lessons.</summary>
public sealed partial class LessonTests
{
    private static readonly LabSpec Spec = LabSpec.Load(Path.Combine(AppContext.BaseDirectory, "lab.json"));

    public static TheoryData<string, string> Texts => [.. from section in LessonBook.Sections from words in LessonWords.All select (section, words.Language)];

    public static TheoryData<string> Sections => [.. LessonBook.Sections];

    [Fact]
    public void Every_command_of_the_chapter_is_in_its_lesson_once_and_in_its_order()
    {
        var chapter = Chapter.Commands();
        Assert.True(chapter.Count > 80, $"{chapter.Count} commands read");
        Assert.Equal(LessonBook.Sections, chapter.Select(command => command.Section).Distinct());
        foreach (var place in Places())
        {
            var typed = LessonBook.Sections.SelectMany(section => LessonBook.Open(section, place).Items.SelectMany(item => item.Commands)
                .Where(command => command.InChapter).Select(command => (Section: section, command.Host, Command: command.Typed))).ToList();
            foreach (var host in Spec.Hosts)
            {
                Assert.Equal(chapter.Where(command => command.Host == host.Name), typed.Where(command => command.Host == host.Name));
            }

            Assert.Equal(chapter.Count, typed.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Every_item_has_its_words_in_every_language(string section, string language)
    {
        var text = LessonText.Read(section, language);
        Assert.StartsWith(section, text.Title, StringComparison.Ordinal);
        Assert.NotEmpty(text.Introduction);
        var lessons = Places().Select(place => LessonBook.Open(section, place)).ToList();
        Assert.Equal(lessons.SelectMany(lesson => lesson.Items).Select(item => item.Key).ToHashSet(), text.Items.Keys.ToHashSet());
        foreach (var item in lessons[0].Items)
        {
            var said = text.Items[item.Key];
            Assert.NotEmpty(said.Title);
            Assert.NotEmpty(said.Purpose);
            Assert.NotEmpty(said.Notice);
            Assert.Equal(language == "ja", Japanese().IsMatch(said.Purpose) && Japanese().IsMatch(said.Notice));
        }
    }

    /// <summary>A reader who sees another command than the chapter's must be told why; where only the lesson's own names differ, its introduction does.</summary>
    [Theory]
    [MemberData(nameof(Texts))]
    public void Where_another_command_runs_the_words_say_why(string section, string language)
    {
        var text = LessonText.Read(section, language);
        var silent = Places().Select(place => LessonBook.Open(section, place)).SelectMany(lesson => lesson.Items)
            .Where(item => text.Items[item.Key].Differs.Length == 0 && item.Commands.Any(command => Plain(command.Typed) != Plain(command.Run)));

        Assert.Empty(silent.Select(item => item.Key));

        static string Plain(string command) => OwnNames().Replace(command, "").Replace("<api>", "172.17.0.3", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Sections))]
    public void Every_value_that_a_command_takes_is_shown_before_it(string section)
    {
        foreach (var place in Places())
        {
            var known = place.Values.Keys.ToHashSet();
            foreach (var item in LessonBook.Open(section, place).Items)
            {
                foreach (var command in item.Commands)
                {
                    var needed = Placeholder().Matches(command.Typed + command.Run).Select(match => match.Groups[1].Value);
                    Assert.Subset(known, needed.ToHashSet());
                    // A listener's output is read after the others'.
                    known.UnionWith(command.Captures.Keys);
                }
            }
        }
    }

    /// <summary>What would end a lesson midway, or send its reader to the lab's own things.</summary>
    [Theory]
    [InlineData("3-5", "overlay.device", "\"vxlan1\"", "lab.json: $.overlay.device: lesson 3-5 makes a device vxlan1 itself.")]
    [InlineData("3-5", "overlay.network", "\"vxlan-net1\"", "lab.json: $.overlay.network: lesson 3-5 makes a network or device vxlan-net1 itself.")]
    [InlineData("3-5", "overlay.deviceSubnet", "\"172.101.0.0/24\"", "lab.json: $.overlay.deviceSubnet: 172.101.0.0/24 overlaps 172.101.0.0/16, which lesson 3-5 takes for itself.")]
    [InlineData("3-5", "overlay.deviceSubnet", "\"172.28.0.0/15\"", "lab.json: $.overlay.deviceSubnet: 172.28.0.0/15 overlaps 172.28.0.0/16, which lesson 3-5 takes for itself.")]
    [InlineData("3-5", "overlay.vni", "20", "lab.json: $.overlay.vni: lesson 3-5 makes a device with VNI 20 itself.")]
    [InlineData("3-5", "chat.1.name", "\"test-b\"", "lab.json: $.chat[1].name: lesson 3-5 makes a container test-b itself.")]
    [InlineData("3-3", "images.test", "\"test-image:latest\"", "lab.json: $.images.test: lesson 3-3 makes an image test-image itself.")]
    [InlineData("3-4", "chat.0.publish", "5080", "lab.json: $.chat[0].publish: lesson 3-4 publishes 5080 on host-a itself.")]
    [InlineData("3-4", "chat.1.publish", "5080", null)] // on host B the lesson publishes nothing
    public void What_a_lesson_makes_itself_lab_json_must_leave_to_it(string section, string path, string value, string? told)
    {
        var place = Places().First() with { Spec = LabSpecTests.With(path, value) };

        Assert.Equal(told, Record.Exception(() => LessonBook.Open(section, place))?.Message);
    }

    [Fact]
    public void Hosts_in_the_range_of_a_lesson_are_told()
    {
        var place = Places().First();

        var failure = Assert.Throws<UserErrorException>(() => LessonBook.Open("3-5", place with { B = place.B with { Underlay = "172.28.3.4" } }));

        Assert.StartsWith("host-b: its own address 172.28.3.4 is in 172.28.0.0/16, which lesson 3-5 takes for itself", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Its traffic crosses the tunnel from a host that does not have it.</summary>
    [Theory]
    [InlineData("host-a", "host-b", "enp2")]
    [InlineData("host-b", "host-a", "enp1")]
    [InlineData("host-c", "host-b", "enp2")]
    public void Redis_may_be_on_any_host(string redis, string posts, string nic)
    {
        var spec = Spec with { Hosts = [.. Spec.Hosts, new HostSpec("host-c", "172.18.0.3")], Redis = Spec.Redis with { Host = redis } };
        var (a, b, c) = (Facts(0, "10.77.0.11", "enp1"), Facts(1, "10.77.0.12", "enp2"), new HostFacts(spec.Hosts[2], "10.77.0.13", "enp3", 1500, new Dictionary<int, Uri>()));
        var items = LessonBook.Open("3-6", new(spec, a, b, OnAws: false, KernelLog: false, new LabPlan(spec, LabSecrets.Create()).Containers([a, b, c])))
            .Items.ToDictionary(item => item.Key);

        Assert.Equal(redis, Assert.Single(items["redis"].Commands).Host);
        Assert.All(items["tunnel"].Commands, command => Assert.Equal(posts, command.Host));
        Assert.Contains($"tcpdump -i {nic} ", items["tunnel"].Commands[0].Run, StringComparison.Ordinal);
    }

    /// <summary>By other ports than the usual ones tcpdump knows neither VXLAN nor Redis's protocol, and the listener would never see what it waits for.</summary>
    [Theory]
    [InlineData(4789, 6379, "-n 'udp port 4789 ", "-n 'udp port 4789 ")]
    [InlineData(4789, 7000, "-n 'udp port 4789 ", "-n -A 'udp port 4789 ")]
    [InlineData(8472, 6379, "-n -T vxlan 'udp port 8472 ", "-n -T vxlan -A 'udp port 8472 ")]
    public void Listeners_read_into_the_tunnel_whatever_its_port(int port, int redis, string ping, string message)
    {
        var first = Places().First();
        var place = first with { Spec = Spec with { Overlay = Spec.Overlay with { Port = port }, Redis = Spec.Redis with { Port = redis } } };

        Assert.Contains(ping, Listener("3-5", "ping"), StringComparison.Ordinal);
        Assert.Contains(message, Listener("3-6", "tunnel"), StringComparison.Ordinal);

        string Listener(string section, string item) => LessonBook.Open(section, place).Items.Single(one => one.Key == item).Commands[0].Run;
    }

    [Fact]
    public void Words_are_read_as_they_are_written()
    {
        var text = LessonText.Parse("# 3-9 Title\n\nOne.\n\nTwo.\n\n## key A title\nWhat for,\nstill.\n≠ Why → not.\n→ Notice\n\nthis ≠ that.\n\n## other B\nP\n→ N\n");

        Assert.Equal(("3-9 Title", "One.\n\nTwo."), (text.Title, text.Introduction));
        Assert.Equal(new ItemText("A title", "What for,\nstill.", "Why → not.", "Notice\n\nthis ≠ that."), text.Items["key"]);
        Assert.Equal(new ItemText("B", "P", "", "N"), text.Items["other"]);
    }

    /// <summary>Hosts that are containers here, as lab.json has them.</summary>
    internal static LessonPlace DefaultPlace => Places().First();

    /// <summary>As on this machine, as on instances, and on hosts and images of other names.</summary>
    private static IEnumerable<LessonPlace> Places()
    {
        var (a, b) = (Facts(0, "10.77.0.11", "eth0"), Facts(1, "10.77.0.12", "eth0"));
        var containers = new LabPlan(Spec, LabSecrets.Create()).Containers([a, b]);
        yield return new(Spec, a, b, OnAws: false, KernelLog: false, containers);
        yield return new(Spec, a with { Nic = "enX0" }, b with { Nic = "enX0" }, OnAws: true, KernelLog: true, containers);
        yield return new(Spec with { Images = Spec.Images with { Test = "registry.test/own" } }, a, b, OnAws: false, KernelLog: true, containers);
    }

    private static HostFacts Facts(int host, string address, string nic) => new(Spec.Hosts[host], address, nic, 1500, new Dictionary<int, Uri>());

    [GeneratedRegex(@"<(\w+)>")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"[\p{IsHiragana}\p{IsKatakana}]")]
    private static partial Regex Japanese();

    // What the table in the introduction of 3-5 lists, and what stands for the chapter's Alpine.
    [GeneratedRegex(@"(?<=vxlan)[01]|(?<=vxlan-net)1?|(?<=id )[12]0|(?<=172\.)[12]8|(?<=172\.)10[01]|en?[tX]h?0|alpine(:latest)?|registry\.test/own")]
    private static partial Regex OwnNames();
}
