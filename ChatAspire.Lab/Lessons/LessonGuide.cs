namespace ChatAspire.Lab.Lessons;

/// <summary>Goes through a lesson in a terminal, item by item.</summary>
/// <param name="continues">Asks before an item runs; false ends the lesson.</param>
/// <param name="begin">Shows that an item runs, until disposed; some of its commands take seconds.</param>
internal sealed class LessonGuide(LessonScreen screen, Func<LessonItem, Task<bool>> continues, Func<string, IDisposable?> begin)
{
    /// <summary>Announces each item, asks whether to run it, runs it, and shows its output. A refusal ends the lesson.</summary>
    public async Task ShowAsync(Lesson lesson, LessonRun run, CancellationToken cancellation)
    {
        screen.Begin();
        foreach (var (number, item) in lesson.Items.Index())
        {
            screen.Announce(item, number + 1, lesson.Items.Count, run.Fill);
            if (!await continues(item))
            {
                return;
            }

            IReadOnlyList<LessonResult> results;
            using (begin($"{number + 1}/{lesson.Items.Count}"))
            {
                results = await run.RunAsync(item, cancellation);
            }

            screen.Show(item, results);
        }
    }
}
