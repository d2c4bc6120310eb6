-- allies_on: The allies on a day
-- Write the day as 1971-10-25.
select name, name_zh, region, since, until
from recognition
where start_day <= :day and (end_day is null or end_day > :day)
order by start_day;

-- count_on: How many allies on a day
-- Write the day as 1971-10-25.
select date as since, count, count_min, count_max
from ally_count
where date <= :day
order by date desc
limit 1;

-- changes_between: What changed between two days
-- Both days are included. Write them as 2016-05-20.
select day, change, name, region, cause, count
from ally_change
where day between :first and :last
order by day, seq, id;

-- history_of: The history of one state
-- A name or a part of it, such as nauru or 諾魯.
select e.date, s.name, e.kind, e.cause, e.note, q.quality
from event as e join state as s on s.code = e.code join event_quality as q on q.event = e.id
where s.name like '%' || :state || '%' or s.name_zh like '%' || :state || '%'
order by s.name, e.date_max, e.seq;

-- documents_for: What the documents say of one state
-- A row for each event and document, with its address where it has one. A name or a part of it.
select e.date, s.name, e.kind, v.supports, v.quote, d.publisher, d.title, coalesce(d.url, d.archived) as
  url, d.id as source
from event as e join state as s on s.code = e.code join evidence as v on v.event = e.id join source as d on
  d.id = v.source
where s.name like '%' || :state || '%' or s.name_zh like '%' || :state || '%'
order by s.name, e.date_max, e.seq, d.id;

-- search: Everything that happened, with some words
-- A part of a summary, a note or a name, such as huawei or 主教. `allies search` looks for words in any order.
select date, kind, names, summary, note, id, sources
from entry
where summary like '%' || :words || '%' or note like '%' || :words || '%' or names like '%' || :words || '%'
  or names_zh like '%' || :words || '%'
order by day desc;

-- lost_by_presidency: Gained and lost by presidency
-- An event on a hand-over day belongs to the successor.
select name, name_zh, start_day, end_day, at_start, gained, lost, at_end
from presidency_tally
where start_day >= '1948-05-20'
order by start_day;
