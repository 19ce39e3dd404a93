namespace Trainer.Features.Tests.Data.Readers;

/// <summary>A small valid file of a format. Its last line, or element, can be repeated or spoiled by tests.</summary>
public sealed record FormatFixture(string Format, string FileName, string Text)
{
    public static IReadOnlyList<FormatFixture> All { get; } =
    [
        new("routellm", "mmlu_law.csv", "prompt,weak/m,strong,strong_response\nWhat?,True,False,x\n\"two\nlines, \"\"quoted\"\"\",0.25,True,\n\nthree,,false,z\n"),
        new("long", "long.csv", "qid,prompt,domain,model,response,cost,quality,latency_s,extra,group,input_tokens,output_tokens\n1,Hi,chat,b,r,0.002,1,0.5,x,g,3,40\n1,Hi,chat,a,r,0.001,0.5,,x,g,,20\n2,Ho,,a,r,,,,x,,,\n"),
        new("long", "long.jsonl", """
            {"qid":1,"prompt":"Hi","domain":"chat","group":"g","model":"b","quality":1,"cost":0.002,"latency_s":0.5,"input_tokens":3,"answer_token":40}
            {"qid":1,"prompt":"Hi","domain":"chat","group":"g","model":"a","quality":0.5,"cost":0.001,"answer_token":20}
            {"qid":2,"prompt":"Ho","model":"a","quality":null}

            """),
        new("llmdrift", "prime.csv", ",model,dataset,id,query,ref_answer,answer,latency,cost,date,answer_token\n" +
            "0,b,prime,1,Is 7 prime?,yes,\"No, [No]... so [Yes]\",0.5,0.002,20230716,40\n" +
            "1,a,prime,1,Is 7 prime?,yes,[No],,0.001,20230716,20\n2,a,prime,2,Ho,\\\\boxed{3},so $\\boxed{ 3 }$,,,20230716,\n"),
        new("routerbench", "wide.csv", "sample_id,prompt,eval_name,b,b|total_cost,b|model_response,a,a|total_cost,a|model_response,oracle_model_to_route_to\n" +
            "s1,Hi,mbpp,1.0,0.002,yes,0.0,0.001,no,b\ns2,Ho,mmlu,,,,0.5,0,no,a\n"),
        new("routerbench", "wide.jsonl", """
            {"sample_id":"s1","prompt":"Hi","eval_name":"mbpp","b":1.0,"b|total_cost":0.002,"b|model_response":"yes","a":0.0,"a|total_cost":0.001,"oracle_model_to_route_to":"b"}
            {"sample_id":"s2","prompt":"Ho","eval_name":"mmlu","b":null,"b|total_cost":null,"b|model_response":null,"a":0.5,"a|total_cost":0,"oracle_model_to_route_to":"a"}

            """),
        new("llmrouter", "rows.jsonl", """
            {"task_name":"gsm8k","query":"Hi","ground_truth":"4","metric":"em","choices":null,"task_id":null,"model_name":"b","response":"4","token_num":3,"input_tokens":1,"output_tokens":2,"response_time":0.5,"performance":1.0,"cost":0.002,"embedding_id":0}
            {"task_name":"gsm8k","query":"Hi","model_name":"a","response_time":0.25,"performance":0.0}
            {"task_name":"mmlu","query":"Ho","model_name":"a","performance":0.5}

            """),
        new("llmrouter-scores", "pre.json", """
            [
              {
                "question": "Hi",
                "scores": { "b": 1.0, "a": 0.0 },
                "cluster_id": 3
              },
              { "question": "Ho", "scores": { "a": 0.5 } }
            ]

            """),
        new("compact", "compact.jsonl", """
            {"id":"x/1","category":"law","prompt":"Hi","scores":{"b":1,"a":0},"group":"g","cost":{"b":0.002},"latency":{"b":0.5},"input_tokens":{"b":3},"output_tokens":{"b":40},"out_chars":{"b":7}}
            {"id":"x/2","domain":"chat","prompt":"Ho","scores":{"a":0.5},"input_tokens":12}

            """),
        new("rorf", "rorf.csv", "Input,b/score,openai/a/score,note\nHi,1,0,x\nHo,,0.5,y\n"),
        new("rorf", "rorf.jsonl", """
            {"Input":"Hi","b/score":1,"openai/a/score":0}
            {"Input":"Ho","b/score":null,"openai/a/score":0.5}

            """),
        new("judge", "judge.csv", "prompt,source,gpt4_response,mixtral_response,mixtral_score\nHi,flan,a,b,4\nHo,sharegpt,c,d,3\n"),
        new("judge", "judge.jsonl", """
            {"prompt":"Hi","source":"flan","gpt4_response":"a","mixtral_response":"b","mixtral_score":4}
            {"prompt":"Ho","source":"sharegpt","gpt4_response":"c","mixtral_response":"d","mixtral_score":3}

            """),
        new("arena", "arena.csv", "id,model_a,model_b,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie\n" +
            "1,m1,m2,\"[\"\" Hi  \"\",\"\"more\"\"]\",\"[\"\"x\"\"]\",\"[]\",1,0,0\n2,m2,m3,\"[\"\"Ho\"\"]\",,,0,1,0\n3,m1,m3,plain,,,0,0,1\n"),
        new("arena", "arena.jsonl", """
            {"id":1,"model_a":"m1","model_b":"m2","prompt":"[\" Hi  \", \"more\"]","winner_model_a":1,"winner_model_b":0,"winner_tie":0}
            {"id":2,"model_a":"m2","model_b":"m3","prompt":"[\"Ho\"]","winner_model_a":0,"winner_model_b":1,"winner_tie":0}
            {"id":3,"model_a":"m1","model_b":"m3","prompt":"plain","winner_model_a":false,"winner_model_b":false,"winner_tie":true}

            """),
        new("battles", "battles.json", """
            [{"idx":0,"prompt":"Hi","model_a":"m1","model_b":"m2","winner":"model_a"},
             {"idx":1,"prompt":"Ho","model_a":"m2","model_b":"m3","winner":"model_b"},
             {"idx":2,"prompt":"plain","model_a":"m1","model_b":"m3","winner":"tie (bothbad)"}]
            """),
        new("pandalm", "pandalm.json", """
            [{"idx":0,"motivation_app":"x","cmp_key":"m1-7b_m2","instruction":"Hi","input":"","response1":"a","response2":"b","annotator1":1,"annotator2":0,"annotator3":1},
             {"idx":1,"motivation_app":"x","cmp_key":"m2_m3.5","instruction":"Ho","input":"there","response1":"a","response2":"b","annotator1":2,"annotator2":2,"annotator3":2}]
            """),
        new("pandalm", "pandalm.csv", "cmp_key,instruction,input,annotator1,annotator2,annotator3\nm1-7b_m2,Hi,,1,0,1\nm2_m3.5,Ho,there,2,2,2\n"),
        new("trainer", "table.jsonl", """
            {"trainer_table":1,"models":["b","a"]}
            {"id":"x/1","prompt":"Hi","domain":"law","group":"g","quality":[1,0],"cost_usd":[0.002,null],"latency_s":[0.5,null]}
            {"id":"x/2","prompt":"Ho","quality":[null,0.5]}

            """),
        new("trainer-battles", "battles.jsonl", """
            {"trainer_battles":1}
            {"prompt":"Hi","model_a":"m1","model_b":"m2","winner":"model_a","weight":1}
            {"prompt":"Ho","model_a":"m2","model_b":"m3","winner":"model_b","weight":1}
            {"prompt":"plain","model_a":"m1","model_b":"m3","winner":"tie","weight":1}

            """),
    ];

    /// <summary>Where the prompt of the last row, or of one of the last, starts.</summary>
    public int LastPrompt => Text.LastIndexOf(Format == "routellm" ? "three" : "Ho", StringComparison.Ordinal);

    public bool IsCsv => FileName.EndsWith(".csv", StringComparison.Ordinal);

    public bool IsArray => FileName.EndsWith(".json", StringComparison.Ordinal);

    public override string ToString() => $"{Format} ({FileName})";
}
