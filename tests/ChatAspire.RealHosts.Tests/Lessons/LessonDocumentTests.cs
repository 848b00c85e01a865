using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.Lessons;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;

namespace ChatAspire.RealHosts.Tests.Lessons;

/// <summary>
/// Every lesson runs to its end, restores the hosts, and equals the document in <c>docs/</c>.
/// </summary>
[Collection(nameof(LessonLab))]
public sealed class LessonDocumentTests(LessonLab fixture)
{
    private static readonly string[] Languages = ["en", "ja"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Sections => [.. LessonBook.Sections];

    [Theory]
    [MemberData(nameof(Sections))]
    public async Task Runs_to_its_end_restores_the_hosts_and_equals_its_document(string section)
    {
        var before = await fixture.HostsAsync();

        var pages = await RunAsync(section);

        Assert.Equal(before, await fixture.HostsAsync());
        await CommittedDocument.SkipOnOtherImagesAsync(fixture);
        foreach (var (language, page) in Languages.Zip(pages))
        {
            CommittedDocument.Compare(fixture, page, Path.Combine(language == "en" ? "" : language, $"lesson-{section}.md"), PlainPage.Of);
        }
    }

    private async Task<IReadOnlyList<string>> RunAsync(string section)
    {
        var spec = LabSpec.Load(fixture.FileOf(fixture.Name));
        var session = LabSession.Create(spec, HostSources.Local, Ec2OptionValues.None);
        await using var lab = await session.OpenAsync(Cancellation);
        var place = await LessonPlace.OfAsync(lab, onAws: false, Cancellation);
        var lesson = LessonBook.Open(section, place);
        LessonPage[] pages = [.. Languages.Select(language => new LessonPage(lesson, language))];
        await using var lessonRun = new LessonRun(lesson, place, [.. lab.Hosts.Select(host => host.Host)]);
        await lessonRun.BeginAsync(Cancellation);
        foreach (var item in lesson.Items)
        {
            var results = await lessonRun.RunAsync(item, Cancellation);
            foreach (var page in pages)
            {
                page.Add(item, results);
            }
        }

        return [.. pages.Select(page => page.Text)];
    }
}
