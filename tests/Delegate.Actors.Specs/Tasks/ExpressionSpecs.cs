using CsCheck;
using Delegate.Actors.Tasks;

namespace Delegate.Actors.Specs.Tasks;

/// <summary>How a prompt names other tasks' results.</summary>
public class ExpressionSpecs
{
    private static readonly string[] Scraps = ["${{", "${{ tasks.", "build.result }}", "}}", " ", "tasks", ".", "json", "[", "]", "0", "'", "$", "text", "\n"];

    [Theory]
    [InlineData("${{ tasks.build.result }}", "build", ResultPart.Result, "")]
    [InlineData("${{tasks.build.output}}", "build", ResultPart.Output, "")]
    [InlineData("${{ tasks.build.json }}", "build", ResultPart.Json, "")]
    [InlineData("${{ tasks.build.json.path[0].name }}", "build", ResultPart.Json, "['path'][0]['name']")]
    [InlineData("${{ tasks.build.json[12]['so to.speak'][\"it's\"].x-y }}", "build", ResultPart.Json, "[12]['so to.speak']['it's']['x-y']")]
    [InlineData("${{ tasks['v1.2'].result }}", "v1.2", ResultPart.Result, "")]
    [InlineData("${{\n  tasks.task-7k2m9qx4h0ad.json['}}']\n}}", "task-7k2m9qx4h0ad", ResultPart.Json, "['}}']")]
    public void It_is_a_task_and_what_of_it_is_wanted(string text, string task, ResultPart part, string path)
    {
        var template = PromptTemplate.Parse($"before {text} after");

        var expression = Assert.Single(template.Expressions);
        Assert.Empty(template.Problems);
        Assert.Equal((task, part, path, text, 7), (expression.Task, expression.Part, string.Concat(expression.Path), expression.Text, expression.Start));
        Assert.Equal("before VALUE after", template.Fill(_ => "VALUE"));
    }

    [Theory]
    [InlineData("${{ tasks.build }}", "cannot be read")]
    [InlineData("${{ task.build.result }}", "cannot be read")]
    [InlineData("${{ github.sha }}", "a literal ${{ is written $${{")]
    [InlineData("${{ }}", "cannot be read")]
    [InlineData("${{ tasks.build.result", "'}}' is missing")]
    [InlineData("${{ tasks.build.json['a }}", "cannot be read")]
    [InlineData("${{ tasks.build.json[99999999999] }}", "cannot be read")]
    [InlineData("${{ tasks.build.json[-1] }}", "cannot be read")]
    [InlineData("${{ tasks.build.result || 'none' }}", "cannot be read")]
    [InlineData("${{ tasks.build.results }}", "did you mean 'result'?")]
    [InlineData("${{ tasks.build.output[0] }}", "Only 'json' has parts")]
    public void What_cannot_be_read_is_a_problem_that_names_its_place(string text, string words)
    {
        var template = PromptTemplate.Parse($"before {text}");

        var problem = Assert.Single(template.Problems);
        Assert.Equal(7, problem.Start);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_problem_is_named_not_only_the_first()
    {
        var template = PromptTemplate.Parse("${{ a }} ${{ tasks.b.result }} ${{ c }} ${{ tasks.d.json }}");

        Assert.Equal([0, 31], template.Problems.Select(problem => problem.Start));
        Assert.Equal(["b", "d"], template.Expressions.Select(expression => expression.Task));
    }

    [Fact]
    public void An_escaped_opening_stays_text_also_when_tasks_are_renamed()
    {
        var template = PromptTemplate.Parse("write $${{ github.sha }} for ${{ tasks['a.b'].json['x'] }}");

        var renamed = template.Rename(name => $"id-of-{name.Replace('.', '-')}");

        Assert.Equal("write $${{ github.sha }} for ${{ tasks.id-of-a-b.json['x'] }}", renamed);
        Assert.Equal("write ${{ github.sha }} for 1", PromptTemplate.Parse(renamed).Fill(_ => "1"));
    }

    [Fact]
    public void Whatever_a_prompt_holds_it_is_read_or_a_problem_and_nothing_of_it_is_lost() =>
        Gen.Int[0, Scraps.Length - 1].Array[0, 30].Sample(parts =>
        {
            var prompt = string.Concat(parts.Select(part => Scraps[part]));
            var template = PromptTemplate.Parse(prompt);
            if (!prompt.Contains("$${{", StringComparison.Ordinal))
                Assert.Equal(prompt, template.Fill(expression => expression.Text));
            Assert.Equal(template.Expressions.Select(found => found.Task), PromptTemplate.Parse(template.Rename(name => name)).Expressions.Select(found => found.Task));
            Assert.All(template.Expressions, expression => Assert.Equal(expression.Text, prompt[expression.Start..(expression.Start + expression.Text.Length)]));
        });
}
